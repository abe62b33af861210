// Events between the socket and whoever decodes them: the socket's own chunks, nothing is copied. Beyond a limit the socket is not read.
import type { RawConnection } from '../wire/raw-connection.ts';

export interface QueuedEvent {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

export interface EventQueue {
  add(buffer: Buffer, start: number, end: number): void;
  next(): QueuedEvent | undefined;
  /** Resolves when something is there, or `wake` was called, or after `ms`. */
  wait(ms: number): Promise<void>;
  wake(): void;
  /** Bytes received and not decoded. */
  readonly bytes: number;
}

const LIMIT = 8 << 20;

export function createEventQueue(wire: RawConnection): EventQueue {
  let events: QueuedEvent[] = [];
  let head = 0;
  let bytes = 0;
  let paused = false;
  let wakeUp: (() => void) | undefined;
  return {
    add(buffer, start, end) {
      events.push({ buffer, start, end });
      bytes += end - start;
      if (bytes >= LIMIT && !paused) {
        paused = true;
        wire.pause();
      }
      wakeUp?.();
    },
    next() {
      const event = events[head];
      if (event === undefined) {
        events = [];
        head = 0;
        return undefined;
      }
      head += 1;
      bytes -= event.end - event.start;
      if (paused && bytes < LIMIT / 2) {
        paused = false;
        wire.resume();
      }
      return event;
    },
    wait: async (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          wakeUp = undefined;
          resolve();
        }
        wakeUp = done;
        if (events[head] !== undefined) done();
      }),
    wake: () => wakeUp?.(),
    get bytes() {
      return bytes;
    },
  };
}
