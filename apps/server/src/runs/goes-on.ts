import type { SinceLastRun } from '../contract/index.ts';

/** Whether a launch now would go on from where the last run was stopped. */
export const goesOn = (last: SinceLastRun | undefined): boolean =>
  last?.outcome === 'goes-on' && !last.mustStop;
