import type { RunState } from '@tailrace/server/router';

const GOING: ReadonlySet<RunState> = new Set([
  'starting',
  'snapshotting',
  'streaming',
  'restarting',
  'unknown',
]);
const ENDED: ReadonlySet<RunState> = new Set(['paused', 'stopped', 'failed', 'finished', 'cancelled']);

/** Reads its source, as far as anybody knows. */
export const isGoing = (state: RunState): boolean => GOING.has(state);

/** Does nothing more by itself. */
export const hasEnded = (state: RunState): boolean => ENDED.has(state);
