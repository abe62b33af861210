// What a run tells of each node. What an engine does not tell (Flink counts no rows by rule) is left out.
import type { GraphNode } from '@tailrace/core/graph';
import type { RunFeedState } from '../document/run-feed.ts';
import { formatCount, formatDuration, formatRate } from '../lib/format.ts';

export const isMoving = ({ state }: RunFeedState): boolean =>
  state === 'streaming' || state === 'snapshotting';

/** Rows per second that go on from a node; undefined before two reports have come. */
export const rateOut = ({ live }: RunFeedState, node: GraphNode): number | undefined =>
  node.kind === 'sink' ? live.rowsPerSecond : live.rates[keyOf(node)];

/** The same in words, while the run goes. */
export function rateOf(run: RunFeedState, node: GraphNode): string | undefined {
  if (!isMoving(run)) return undefined;
  const rate = rateOut(run, node);
  return rate === undefined ? undefined : `${formatRate(rate)} rows/s`;
}

/** What else is worth a word while the run goes: what a filter dropped, how far behind the sink is. */
export function nowOf(run: RunFeedState, node: GraphNode): string | undefined {
  const { metrics } = run.live;
  if (metrics === undefined || !isMoving(run)) return undefined;
  if (node.kind === 'sink')
    return metrics.lagMs === undefined ? undefined : `lag ${formatDuration(metrics.lagMs)}`;
  const counts = node.kind === 'transform' ? metrics.rules[keyOf(node)] : undefined;
  return counts === undefined || counts.in === counts.out
    ? undefined
    : `${formatCount(counts.in - counts.out)} dropped`;
}

/** Rows since the run began; they stay when it has ended. */
export function countsOf({ live: { metrics } }: RunFeedState, node: GraphNode): string | undefined {
  if (metrics === undefined) return undefined;
  if (node.kind === 'source') return `${formatCount(metrics.rowsRead)} read`;
  if (node.kind === 'sink') {
    const written = `${formatCount(metrics.rowsWritten)} written`;
    return metrics.lagMs === undefined ? written : `${written} · lag ${formatDuration(metrics.lagMs)}`;
  }
  const counts = metrics.rules[keyOf(node)];
  if (counts === undefined) return undefined;
  if (node.kind === 'route') return `${formatCount(counts.out)} sent on`;
  return `${formatCount(counts.in)} in · ${formatCount(counts.in - counts.out)} dropped`;
}

const keyOf = (node: GraphNode): string =>
  node.kind === 'transform' || node.kind === 'route' ? `${node.kind}:${node.index}` : node.kind;
