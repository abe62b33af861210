// What a run tells of each node. What an engine does not tell (Flink counts no rows by rule) is left out.
import type { GraphNode } from '@tailrace/core/graph';
import type { RunFeedState } from '../document/run-feed.ts';
import { formatCount, formatDuration, formatRate } from '../lib/format.ts';

/** Rows per second, while the run goes; undefined before two reports have come. */
export function rateOf({ state, live }: RunFeedState, node: GraphNode): string | undefined {
  if (state !== 'streaming' && state !== 'snapshotting') return undefined;
  const rate = node.kind === 'sink' ? live.rowsPerSecond : live.rates[keyOf(node)];
  return rate === undefined ? undefined : `${formatRate(rate)} rows/s`;
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
