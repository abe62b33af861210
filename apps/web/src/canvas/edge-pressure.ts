// What flows and waits on the lines of a run, as far as it tells. Before the source, the log that it has not read yet, and for how long
// its reader was held up; into the sink, rows per second, and how full they make the next commit; on a Flink cluster, how long an operator
// was held up by the one behind it. Lines between rules have no queue: in both engines these work as one.
import type { GraphNode } from '@tailrace/core/graph';
import type { OperatorMetrics, RunMetrics } from '@tailrace/server/router';
import type { RunFeedState } from '../document/run-feed.ts';
import { formatBytes, formatRate, plural } from '../lib/format.ts';
import { isMoving, rateOut } from './run-facts.ts';

export interface Pressure {
  /** `flow`: all is well. */
  readonly tone: 'flow' | 'wait';
  /** How full, from 0 to 1; absent where there is nothing to measure it by, as of a log. */
  readonly share?: number;
  /** As short as the room between two nodes. */
  readonly short: string;
  readonly words: string;
}

export interface LineEnds {
  readonly leavesSource: boolean;
  readonly entersSink: boolean;
  /** The rule that it begins at, where it does. */
  readonly rule?: GraphNode;
}

/** Less than this is always on its way. */
const LEAST_BYTES = 100_000;
const LEAST_SHARE = 0.1;
/** From here on a queue is nearly full (NiFi's bars turn at 60 %). */
const NEARLY_FULL = 0.6;

/** undefined: nothing waits that is worth a word, or nobody tells. */
export function pressureOn(run: RunFeedState, ends: LineEnds): Pressure | undefined {
  const { leavesSource, entersSink } = ends;
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
  return (leavesSource ? beforeSource(metrics) : undefined) ?? (entersSink ? intoSink(run, ends) : undefined);
}

function beforeSource({ lagBytes = 0, backPressure = 0 }: RunMetrics): Pressure | undefined {
  if (lagBytes < LEAST_BYTES) return ofShare(backPressure);
  const short = formatBytes(lagBytes);
  return { tone: 'wait', short, words: `${short} of the source's log wait to be read` };
}

function intoSink(run: RunFeedState, { rule }: LineEnds): Pressure | undefined {
  const { metrics } = run.live;
  const rate = rule === undefined ? run.live.rowsPerSecond : rateOut(run, rule);
  if (rate === undefined) return undefined;
  const { rows, share } = metrics?.pending ?? { rows: 0, share: 0 };
  const queue =
    rows === 0
      ? ''
      : `; ${plural(rows, 'row')} for the sink ${rows === 1 ? 'waits' : 'wait'} for the next commit, ${percent(share)} of what one takes`;
  return {
    tone: share < NEARLY_FULL ? 'flow' : 'wait',
    share,
    short: `${formatRate(rate)}/s`,
    words: `${formatRate(rate)} rows/s${queue}`,
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const heldUp = ({ backPressured = 0 }: OperatorMetrics): number => backPressured;

function ofShare(share: number): Pressure | undefined {
  if (share < LEAST_SHARE) return undefined;
  const short = percent(share);
  return { tone: 'wait', share, short, words: `Held up ${short} of the time by what comes next` };
}
