// Reads one item ahead, so that the source works while the sink does; never more, which is what keeps back-pressure working.
import type { ReaderUse } from './reader-meter.ts';

export interface ReadAhead<T> {
  /** The next item. Repeated calls before `take` give the same promise, so it can be raced against a timer without losing an item. */
  peek(): Promise<IteratorResult<T, unknown>>;
  /** Says that the peeked item was used. */
  take(): void;
  /** Gives up what is left and waits until the iterable has cleaned up. */
  close(): Promise<void>;
}

/**
 * `open` gets a signal that aborts with `halt` and on `close`: a source that waits for its server would not hear of either otherwise. `use` is
 * told when an item waits to be taken.
 */
export function readAhead<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  halt: AbortSignal,
  use?: ReaderUse,
): ReadAhead<T> {
  const over = new AbortController();
  const iterator = open(AbortSignal.any([halt, over.signal]))[Symbol.asyncIterator]();
  let ended = false;
  const pull = async (): Promise<IteratorResult<T, unknown>> => {
    const result = await iterator.next();
    if (result.done === true) ended = true;
    else use?.hold();
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
      use?.release();
      next = ended ? undefined : quiet(pull());
    },
    async close() {
      use?.close();
      over.abort();
      // Nobody waits for these items any more; what goes wrong while they are given up changes nothing.
      if (!ended) await iterator.return?.().catch(() => undefined);
    },
  };
}
