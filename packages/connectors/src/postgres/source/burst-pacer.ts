// When to read from the socket. The walsender sends one small message a row; a reader that takes each at once wakes up for each and
// keeps the server busy with sending. Letting the kernel gather them for some milliseconds while there is a backlog halves the work on
// both sides. Near the head nothing is delayed.

export interface BurstPacer {
  /** After each read. Returns the milliseconds to stop reading for; 0: go on. `backlog`: what comes is known to be old. */
  afterRead(bytes: number, nowMs: number, backlog: boolean): number;
  /** Reading goes on. */
  resumed(nowMs: number): void;
}

/** A read that fills libuv's buffer means more is waiting. */
const FULL_READ = 65_536;
/** Bytes a second from which on there is a backlog rather than traffic. */
const BACKLOG_RATE = 6_000_000;
const WINDOW_MS = 4;
/** After a pause the first read is short: it is what the stream had buffered before it stopped, the kernel's part comes behind it. */
const DRAIN_MS = 1;
const PAUSE_MS = 20;

export function createBurstPacer(): BurstPacer {
  let windowStart = 0;
  let windowBytes = 0;
  let resumedAt = 0;
  return {
    afterRead(bytes, nowMs, backlog) {
      windowBytes += bytes;
      if (bytes >= FULL_READ) return 0;
      const elapsed = nowMs - windowStart;
      if (elapsed < WINDOW_MS || nowMs - resumedAt < DRAIN_MS) return 0;
      const rate = (windowBytes * 1000) / elapsed;
      windowStart = nowMs;
      windowBytes = 0;
      return backlog || rate >= BACKLOG_RATE ? PAUSE_MS : 0;
    },
    resumed(nowMs) {
      resumedAt = nowMs;
    },
  };
}
