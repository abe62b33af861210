// Metrics of a job by name. Which names there are, the job says itself: they hold the names of source, tables and operators.
import type { AggregatedMetric, FlinkClient, JobDetails } from '@tailrace/flink';
import { NO_FIGURES, type JobFigures } from './job-metrics.ts';

const COUNTED = /\.(?:numSnapshotRecords|numInsertDMLRecords|numUpdateDMLRecords|numDeleteDMLRecords)$/u;
const WANTED =
  /(?:\.(?:currentFetchEventTimeLag|currentEmitEventTimeLag|numSchemaChangeEvents|numFinishedSchemaChangeEvents|numFailedSchemaChangeEvents|numIgnoredSchemaChangeEvents)|^(?:Source__.*|Transform_(?:Schema|Data))\.numRecords(?:In|Out))$/u;
const ENUMERATOR =
  /\.enumerator\.(?:isSnapshotting|isStreamReading|numTablesRemaining|numTablesSnapshotted|numSnapshotSplits(?:Processed|Remaining|Finished))$/u;

/** The figures now; one that was not told keeps the value it had, because Flink's first answer after a while is empty. */
export async function readFigures(
  client: FlinkClient,
  details: JobDetails,
  before: JobFigures,
  signal: AbortSignal,
): Promise<JobFigures> {
  const options = { signal };
  const metrics = new Map<string, AggregatedMetric>();
  const enumerator = new Map<string, number>();
  const pressures = new Map(before.pressures);
  await Promise.all(
    details.vertices.map(async ({ id, name }) => {
      const [names, pressure] = await Promise.all([
        client.vertexMetricNames(details.id, id, options),
        client.backPressure(details.id, id, options),
      ]);
      const wanted = names.filter((one) => WANTED.test(one) || COUNTED.test(one));
      if (wanted.length > 0)
        for (const [key, value] of await client.vertexMetrics(details.id, id, wanted, options))
          metrics.set(key, value);
      if (pressure.level !== undefined)
        pressures.set(id, {
          busy: highest(pressure.subtasks.map((one) => one.busy)),
          backPressured: highest(pressure.subtasks.map((one) => one.backPressured)),
          idle: highest(pressure.subtasks.map((one) => one.idle)),
        });
      if (!name.startsWith('Source: ')) return;
      const all = await client.coordinatorMetricNames(details.id, id, options);
      const told = all.filter((one) => ENUMERATOR.test(one));
      if (told.length > 0)
        for (const [key, value] of await client.coordinatorMetrics(details.id, id, told, options))
          enumerator.set(key, value);
    }),
  );
  const job = await client.jobMetrics(details.id, ['numRestarts'], options);
  return {
    ...NO_FIGURES,
    metrics: new Map([...before.metrics, ...metrics]),
    enumerator: new Map([...before.enumerator, ...enumerator]),
    pressures,
    restarts: job.get('numRestarts') ?? before.restarts,
    ...derived(new Map([...before.metrics, ...metrics]), new Map([...before.enumerator, ...enumerator])),
  };
}

const highest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

function derived(metrics: ReadonlyMap<string, AggregatedMetric>, enumerator: ReadonlyMap<string, number>) {
  const sum = (ending: string): number | undefined => {
    const found = [...metrics].filter(([name]) => name.endsWith(ending)).map(([, value]) => value.sum);
    return found.length === 0 ? undefined : found.reduce((total, value) => total + value, 0);
  };
  const told = (ending: string): number | undefined =>
    [...enumerator].find(([name]) => name.endsWith(`.enumerator.${ending}`))?.[1];
  const snapshotting = told('isSnapshotting');
  const seen = sum('.numSchemaChangeEvents');
  return {
    isSnapshotting: snapshotting === undefined ? undefined : snapshotting > 0,
    schemaChanges:
      seen === undefined
        ? undefined
        : {
            seen,
            finished: sum('.numFinishedSchemaChangeEvents') ?? 0,
            failed: sum('.numFailedSchemaChangeEvents') ?? 0,
            ignored: sum('.numIgnoredSchemaChangeEvents') ?? 0,
          },
    snapshot:
      told('numTablesRemaining') === undefined
        ? undefined
        : {
            tablesDone: told('numTablesSnapshotted') ?? 0,
            tablesLeft: told('numTablesRemaining') ?? 0,
            splitsDone: told('numSnapshotSplitsFinished') ?? told('numSnapshotSplitsProcessed') ?? 0,
            splitsLeft: told('numSnapshotSplitsRemaining') ?? 0,
          },
  };
}
