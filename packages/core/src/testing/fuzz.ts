// How many generated inputs the fuzz tests take, and how long one of them may keep the processor busy.

/** 2,000 in the ordinary tests; `pnpm fuzz` sets it to 200,000 and more. */
export const FUZZ_RUNS = Number(process.env['TAILRACE_FUZZ_RUNS'] ?? 2000);

/** For a test of so many inputs, in ms; a busy machine is slow. */
export const FUZZ_TIMEOUT = 60_000 + FUZZ_RUNS * 60;

const MOST_MS = 100;

/** Whether a call hangs, told by the time of the processor, so that a busy machine does not matter. The quickest of three counts. */
export function hangs(call: () => void): boolean {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const began = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(began);
    if ((user + system) / 1000 < MOST_MS) return false;
  }
  return true;
}
