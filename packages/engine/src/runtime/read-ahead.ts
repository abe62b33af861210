// Reads one item ahead, so that the source works while the sink does; never more, which is what keeps back-pressure working.

export interface ReadAhead<T> {
  /** The next item. Repeated calls before `take` give the same promise, so it can be raced against a timer without losing an item. */
  peek(): Promise<IteratorResult<T, unknown>>;
  /** Says that the peeked item was used. */
  take(): void;
  /** Gives up what is left and waits until the iterable has cleaned up. */
  close(): Promise<void>;
}

/** `open` gets a signal that aborts with `halt` and on `close`: a source that waits for its server would not hear of either otherwise. */
export function readAhead<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  halt: AbortSignal,
): ReadAhead<T> {
  const over = new AbortController();
  const iterator = open(AbortSignal.any([halt, over.signal]))[Symbol.asyncIterator]();
  let ended = false;
  const pull = async (): Promise<IteratorResult<T, unknown>> => {
    const result = await iterator.next();
    if (result.done === true) ended = true;
    return result;
  };
  // A rejection is delivered through `peek`; without this handler it would count as unhandled while the sink is busy.
  const quiet = (promise: Promise<IteratorResult<T, unknown>>): Promise<IteratorResult<T, unknown>> => {
    promise.catch(() => {
      ended = true;
    });
    return promise;
  };
  let next: Promise<IteratorResult<T, unknown>> | undefined;
  return {
    peek() {
      next ??= quiet(pull());
      return next;
    },
    take() {
      next = ended ? undefined : quiet(pull());
    },
    async close() {
      over.abort();
      // Nobody waits for these items any more; what goes wrong while they are given up changes nothing.
      if (!ended) await iterator.return?.().catch(() => undefined);
    },
  };
}
