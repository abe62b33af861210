// Work for one connection, in its order, one piece at a time. Whoever brings the next piece waits for the one before it, and no longer: so
// there is always something to do for the server while its rows are made, and never more than that in memory.

export interface SendQueue {
  /**
   * Resolves when what came before is done and this begins; `done`, when it is done too. After a failure nothing is begun any more: this and
   * all that follows reject with it.
   */
  begin(work: () => Promise<void>): Promise<{ readonly done: Promise<void> }>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createSendQueue(): SendQueue {
  let last: Promise<void> = Promise.resolve();
  return {
    async begin(work) {
      const before = last;
      const done = before.then(work);
      // Told to whoever comes next, and to whoever waits for it.
      done.catch(() => undefined);
      last = done;
      await before;
      return { done };
    },
    idle: async () => last,
  };
}
