// Progress for a person, on standard error: a line when the state changes, and one with figures now and then.
import type { RunEvent, RunMetrics, SchemaChangeRecord } from '@tailrace/engine/api';

const FIGURES_EVERY_MS = 2000;

/** A listener for run events that gives lines to `print`. */
export function progressPrinter(print: (line: string) => void): (event: RunEvent) => void {
  let figuresAt = Number.NEGATIVE_INFINITY;
  let last: RunMetrics | undefined;
  let told: RunMetrics | undefined;
  return (event) => {
    switch (event.type) {
      case 'state':
        if (last !== undefined && last !== told) print(figures(last));
        told = last;
        print(stateLine(event));
        return;
      case 'metrics':
        last = event.metrics;
        if (event.at - figuresAt < FIGURES_EVERY_MS) return;
        figuresAt = event.at;
        told = last;
        print(figures(last));
        return;
      case 'schema-change':
        for (const line of changeLines(event.change)) print(line);
        return;
      case 'log':
        print(logLine(event));
    }
  };
}

function logLine({ level, message, code }: Extract<RunEvent, { type: 'log' }>): string {
  return `${level === 'warning' ? 'warning: ' : ''}${message}${code === undefined ? '' : ` [${code}]`}`;
}

function stateLine({ at, state, error, reason, retryAtMs }: Extract<RunEvent, { type: 'state' }>): string {
  const why = error === undefined ? (reason ?? '') : `${error.message} [${error.code}]`;
  const again = retryAtMs === undefined ? '' : `; next attempt in ${seconds(retryAtMs - at)}`;
  return `${state}${why === '' ? '' : `: ${why}`}${again}`;
}

function changeLines({ kind, sourceTable, results }: SchemaChangeRecord): readonly string[] {
  return results.flatMap(({ sinkTable, outcome, reason }) => {
    if (kind === 'create.table' && outcome === 'applied') return [];
    return [
      `${kind} of ${sourceTable}: ${outcome} at ${sinkTable}${reason === undefined ? '' : ` (${reason})`}`,
    ];
  });
}

function figures(metrics: RunMetrics): string {
  const lag = metrics.lagMs === undefined ? '' : `, lag ${metrics.lagMs} ms`;
  const dropped = metrics.rowsDropped === 0 ? '' : `, ${metrics.rowsDropped} dropped by filters`;
  const { rowsRead, rowsWritten } = metrics;
  return `${rowsRead} rows read, ${rowsWritten} written${dropped}${lag}${snapshotShare(metrics)}${burden(metrics)}`;
}

/** What there is more of than is good: only where there is any. */
function burden({ lagBytes = 0, retainedBytes = 0, backPressure = 0 }: RunMetrics): string {
  const behind = lagBytes < MEGABYTE ? '' : `, ${megabytes(lagBytes)} behind`;
  const kept = retainedBytes < MEGABYTE ? '' : `, ${megabytes(retainedBytes)} of log kept at the source`;
  const waits =
    backPressure < 0.01 ? '' : `, waits for the sink ${Math.round(backPressure * 100)} % of the time`;
  return `${behind}${kept}${waits}`;
}

/** Tables are copied one after another: how many are done, and how far the one is that is being copied, by the server's estimate. */
function snapshotShare({ tables }: RunMetrics): string {
  const all = Object.values(tables);
  const copied = all.filter(({ phase }) => phase === 'stream').length;
  if (copied === all.length) return '';
  const current = all.find(({ phase }) => phase === 'snapshot');
  const estimate = current?.snapshotEstimate ?? 0;
  const share = estimate > 0 ? `, the next by about ${percent((current?.snapshotRows ?? 0) / estimate)}` : '';
  return `, ${copied} of ${all.length} tables copied${share}`;
}

const percent = (share: number): string => `${Math.min(99, Math.floor(share * 100))} %`;
const MEGABYTE = 1_000_000;
const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
