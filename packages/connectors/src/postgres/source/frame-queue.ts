// Runs of frames between the socket and whoever decodes them. Holds the socket's own chunks, nothing is copied unless the socket reads into
// them again; beyond a limit, and for the pauses of the pacer, the socket is not read.
import type { WireConnection } from '../wire/wire-connection.ts';
import { createBurstPacer } from './burst-pacer.ts';
import type { FrameRun } from './transaction-decoder.ts';

export interface FrameQueue {
  add(buffer: Buffer, start: number, end: number): void;
  /** The next run, or undefined when nothing is there now. */
  next(): FrameRun | undefined;
  /** Gives back a run that was not read to its end. */
  putBack(run: FrameRun): void;
  /** Resolves when something is there, the stream has failed or ended, or after `ms`. */
  wait(ms: number): Promise<void>;
  wake(): void;
  /** Bytes received and not decoded. */
  readonly bytes: number;
  /** When something last came, by `performance.now()`. */
  heardAt: number;
  /** Set by whoever decodes: what comes is old, so that gathering it for a moment delays nothing. */
  backlog: boolean;
  stop(): void;
}

const LIMIT = 8 << 20;

const copyOf = (buffer: Buffer, start: number, end: number): FrameRun => ({
  buffer: Buffer.from(buffer.subarray(start, end)),
  at: 0,
  end: end - start,
});

export function createFrameQueue(wire: WireConnection): FrameQueue {
  const pacer = createBurstPacer();
  let runs: FrameRun[] = [];
  let head = 0;
  let bytes = 0;
  let full = false;
  let pause: NodeJS.Timeout | undefined;
  let wakeUp: (() => void) | undefined;

  const resume = (): void => {
    if (full || pause !== undefined) return;
    pacer.resumed(performance.now());
    wire.resume();
  };
  const wake = (): void => wakeUp?.();

  wire.onRead((size) => {
    queue.heardAt = performance.now();
    const ms = pause === undefined ? pacer.afterRead(size, queue.heardAt, queue.backlog) : 0;
    if (ms > 0) {
      wire.pause();
      pause = setTimeout(() => {
        pause = undefined;
        resume();
      }, ms);
    }
  });

  const queue: FrameQueue = {
    backlog: false,
    heardAt: performance.now(),
    add(buffer, start, end) {
      runs.push(wire.reusesMemory ? copyOf(buffer, start, end) : { buffer, at: start, end });
      bytes += end - start;
      if (bytes >= LIMIT && !full) {
        full = true;
        wire.pause();
      }
      wake();
    },
    next() {
      const run = runs[head];
      if (run === undefined) {
        runs = [];
        head = 0;
        return undefined;
      }
      head += 1;
      bytes -= run.end - run.at;
      if (full && bytes < LIMIT / 2) {
        full = false;
        resume();
      }
      return run;
    },
    putBack(run) {
      head -= 1;
      runs[head] = run;
      bytes += run.end - run.at;
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
        if (runs[head] !== undefined) done();
      }),
    wake,
    get bytes() {
      return bytes;
    },
    stop() {
      clearTimeout(pause);
      pause = undefined;
      wire.onRead(undefined);
    },
  };
  return queue;
}
