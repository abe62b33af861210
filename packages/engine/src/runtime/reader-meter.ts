// Back-pressure: for how much of the time that readers are open they stand still, because what they gave last was not taken yet.

export interface ReaderMeter {
  /** A reader begins; the function it gives ends it. */
  readonly open: () => ReaderUse;
  readonly totals: () => { readonly openMs: number; readonly heldMs: number };
}

export interface ReaderUse {
  /** It has given something that waits to be taken. */
  hold(): void;
  /** That was taken: it reads on. */
  release(): void;
  close(): void;
}

/** `now`: milliseconds of a clock that only goes forward. Several readers at once count each for itself. */
export function createReaderMeter(now: () => number = () => performance.now()): ReaderMeter {
  let open = 0;
  let held = 0;
  let openMs = 0;
  let heldMs = 0;
  let at = now();
  const advance = (): void => {
    const next = now();
    openMs += open * (next - at);
    heldMs += held * (next - at);
    at = next;
  };
  return {
    open() {
      advance();
      open += 1;
      let isHeld = false;
      let isOpen = true;
      const set = (next: boolean): void => {
        if (isHeld === next || !isOpen) return;
        advance();
        isHeld = next;
        held += next ? 1 : -1;
      };
      return {
        hold: () => set(true),
        release: () => set(false),
        close() {
          set(false);
          if (!isOpen) return;
          advance();
          isOpen = false;
          open -= 1;
        },
      };
    },
    totals() {
      advance();
      return { openMs, heldMs };
    },
  };
}
