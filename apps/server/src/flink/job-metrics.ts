// What Flink tells of a job as the figures of a run. A pure reading; what a release or a connector does not tell stays absent.
import type { JobMetrics, OperatorMetrics, RunMetrics, TableMetrics } from '@tailrace/engine/api';
import type { AggregatedMetric, Checkpoints, JobDetails, JobVertex } from '@tailrace/flink';

export interface JobFigures {
  /** Of all vertices, by Flink's name. */
  readonly metrics: ReadonlyMap<string, AggregatedMetric>;
  /** Of the source's enumerator. */
  readonly enumerator: ReadonlyMap<string, number>;
  /** Of the busiest subtask, by vertex. */
  readonly pressures: ReadonlyMap<string, Pick<OperatorMetrics, 'busy' | 'backPressured' | 'idle'>>;
  readonly restarts: number;
  readonly isSnapshotting: boolean | undefined;
  readonly schemaChanges: JobMetrics['schemaChanges'] | undefined;
  readonly snapshot: JobMetrics['snapshot'] | undefined;
}

export const NO_FIGURES: JobFigures = {
  metrics: new Map(),
  enumerator: new Map(),
  pressures: new Map(),
  restarts: 0,
  isSnapshotting: undefined,
  schemaChanges: undefined,
  snapshot: undefined,
};

export function jobMetrics(
  details: JobDetails,
  figures: JobFigures,
  checkpoints: Checkpoints | undefined,
): RunMetrics {
  const tables = tablesOf(figures);
  const rows = rowsOf(details, figures, tables);
  const lag = largest(figures.metrics, '.currentEmitEventTimeLag');
  const completed = checkpoints?.latestCompleted;
  return {
    ...rows,
    ...(lag === undefined || lag < 0 ? {} : { lagMs: lag }),
    ...(completed === undefined ? {} : { lastCheckpointAt: completed.triggeredAt + completed.durationMs }),
    restarts: figures.restarts,
    tables: Object.fromEntries(tables),
    rules: {},
    job: {
      operators: details.vertices.map((vertex) => operatorOf(vertex, figures)),
      ...(checkpoints === undefined
        ? {}
        : {
            checkpoints: {
              completed: checkpoints.counts.completed,
              failed: checkpoints.counts.failed,
              ...(completed === undefined
                ? {}
                : {
                    lastDurationMs: completed.durationMs,
                    lastBytes: completed.stateBytes,
                    ...(completed.path === undefined ? {} : { lastPath: completed.path }),
                  }),
            },
          }),
      ...(figures.snapshot === undefined ? {} : { snapshot: figures.snapshot }),
      ...(figures.schemaChanges === undefined ? {} : { schemaChanges: figures.schemaChanges }),
    },
  };
}

function operatorOf(vertex: JobVertex, { pressures }: JobFigures): OperatorMetrics {
  return {
    id: vertex.id,
    name: vertex.name,
    parallelism: vertex.parallelism,
    status: vertex.status.toLowerCase(),
    recordsIn: vertex.readRecords,
    recordsOut: vertex.writeRecords,
    bytesIn: vertex.readBytes,
    bytesOut: vertex.writeBytes,
    ...pressures.get(vertex.id),
  };
}

/**
 * Rows read and written. Between operators Flink counts records, of which some are no rows: schema changes, which the schema operator
 * counts, and the flush that it sends before each. Where the source counts rows by itself (PostgreSQL), its own count is taken.
 */
function rowsOf(details: JobDetails, figures: JobFigures, tables: ReadonlyMap<string, TableMetrics>) {
  const changes = figures.schemaChanges?.seen ?? 0;
  const source = details.vertices.find(({ name }) => name.startsWith('Source: '));
  const sink = details.vertices.find(({ name }) => name.includes('Sink Writer: '));
  const counted = [...tables.values()].reduce(
    (sum, table) => sum + table.snapshotRows + table.inserts + table.updates + table.deletes,
    0,
  );
  const transform = (of: string): number | undefined =>
    figures.metrics.get(`Transform_Data.numRecords${of}`)?.sum;
  const kept = transform('Out');
  return {
    rowsRead: tables.size > 0 ? counted : atLeastNone((source?.writeRecords ?? 0) - changes),
    rowsWritten: atLeastNone(kept === undefined ? (sink?.readRecords ?? 0) - 2 * changes : kept - changes),
    rowsDropped: atLeastNone((transform('In') ?? 0) - (kept ?? 0)),
  };
}

const atLeastNone = (rows: number): number => Math.max(0, rows);

function largest(metrics: ReadonlyMap<string, AggregatedMetric>, ending: string): number | undefined {
  const found = [...metrics].filter(([name]) => name.endsWith(ending)).map(([, value]) => value.max);
  return found.length === 0 ? undefined : Math.max(...found);
}

/** `Source__pg.namespace.app.schema.public.table.orders.numInsertDMLRecords`, the enumerator's with an empty namespace. */
const BY_TABLE = /\.namespace\.(.*?)\.schema\.(.*?)\.table\.(.*)\.(num[A-Za-z]+)$/u;

function tablesOf({ metrics, enumerator }: JobFigures): ReadonlyMap<string, TableMetrics> {
  const counts = new Map<string, Map<string, number>>();
  const add = (name: string, value: number): void => {
    const [, namespace = '', schema = '', table = '', counter = ''] = BY_TABLE.exec(name) ?? [];
    if (table === '') return;
    const id = `${schema === '' ? namespace : schema}.${table}`;
    const known = counts.get(id) ?? new Map<string, number>();
    counts.set(id, known.set(counter, value));
  };
  for (const [name, { sum }] of metrics) add(name, sum);
  for (const [name, value] of enumerator) add(name, value);
  return new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, of]) => [id, tableOf(of)]));
}

function tableOf(counts: ReadonlyMap<string, number>): TableMetrics {
  const of = (name: string): number => counts.get(name) ?? 0;
  const changes = of('numInsertDMLRecords') + of('numUpdateDMLRecords') + of('numDeleteDMLRecords');
  const left = counts.get('numSnapshotSplitsRemaining');
  const isCopied = changes > 0 || (left === 0 && of('numSnapshotSplitsFinished') > 0);
  return {
    phase: isCopied ? 'stream' : of('numSnapshotRecords') > 0 ? 'snapshot' : 'waiting',
    snapshotRows: of('numSnapshotRecords'),
    inserts: of('numInsertDMLRecords'),
    updates: of('numUpdateDMLRecords'),
    deletes: of('numDeleteDMLRecords'),
    dropped: 0,
  };
}
