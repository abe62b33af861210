// Where rows wait in a run, as far as it tells: before the source, the log that it has not read yet; on a Flink cluster also how long an
// operator was held up by the one behind it. Lines between rules have no queue: in both engines these work as one.
import type { OperatorMetrics } from '@tailrace/server/router';
import type { RunFeedState } from '../document/run-feed.ts';
import { formatBytes } from '../lib/format.ts';
import { isMoving } from './run-facts.ts';

export interface Pressure {
  /** From 0 to 1; absent where there is nothing to measure it by, as of a log. */
  readonly share?: number;
  /** As short as the room between two nodes. */
  readonly short: string;
  readonly words: string;
}

export interface LineEnds {
  readonly leavesSource: boolean;
  readonly entersSink: boolean;
}

/** Less than this is always on its way. */
const LEAST_BYTES = 100_000;
const LEAST_SHARE = 0.1;

/** undefined: nothing waits that is worth a word, or nobody tells. */
export function pressureOn(run: RunFeedState, { leavesSource, entersSink }: LineEnds): Pressure | undefined {
  const { metrics } = run.live;
  if (metrics === undefined || !isMoving(run)) return undefined;
  const operators = metrics.job?.operators;
  if (operators !== undefined) {
    const [source, ...later] = operators;
    const last = operators.at(-2);
    const shares = [leavesSource && later.length > 0 && source, entersSink && last].map((operator) =>
      operator === false || operator === undefined ? 0 : heldUp(operator),
    );
    return ofShare(Math.max(...shares));
  }
  const { lagBytes } = metrics;
  if (!leavesSource || lagBytes === undefined || lagBytes < LEAST_BYTES) return undefined;
  const short = formatBytes(lagBytes);
  return { short, words: `${short} of the source's log wait to be read` };
}

const heldUp = ({ backPressured = 0 }: OperatorMetrics): number => backPressured;

function ofShare(share: number): Pressure | undefined {
  if (share < LEAST_SHARE) return undefined;
  const short = `${Math.round(share * 100)} %`;
  return { share, short, words: `Held up ${short} of the time by what comes next` };
}
