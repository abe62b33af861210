import type { PipelineState } from '@tailrace/server/router';

const GOING: ReadonlySet<PipelineState> = new Set([
  'starting',
  'snapshotting',
  'streaming',
  'restarting',
  'unknown',
]);
const ENDED: ReadonlySet<PipelineState> = new Set(['paused', 'stopped', 'failed', 'finished', 'cancelled']);

/** Reads its source, as far as anybody knows. */
export const isGoing = (state: PipelineState): boolean => GOING.has(state);

/** Does nothing more by itself. */
export const hasEnded = (state: PipelineState): boolean => ENDED.has(state);
