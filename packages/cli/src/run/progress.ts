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
        print(`${event.level === 'warning' ? 'warning: ' : ''}${event.message}`);
    }
  };
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
  return `${metrics.rowsRead} rows read, ${metrics.rowsWritten} written${dropped}${lag}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
