// Against what Flink 1.20.3 with Flink CDC 3.6.0 told of a job that reads PostgreSQL, and of one that reads MariaDB.
import type { AggregatedMetric, JobDetails, JobVertex } from '@tailrace/flink';
import { describe, expect, it } from 'vitest';
import { jobMetrics, NO_FIGURES, type JobFigures } from './job-metrics.ts';

const of = (sum: number): AggregatedMetric => ({ sum, min: sum, max: sum, avg: sum });
const table = 'Source__pg_source.namespace.app.schema.public.table.k2';
const postgres: JobFigures = {
  ...NO_FIGURES,
  metrics: new Map([
    ['Source__pg_source.numInsertDMLRecords', of(3)],
    [`${table}.numSnapshotRecords`, of(3)],
    [`${table}.numInsertDMLRecords`, of(2)],
    [`${table}.numUpdateDMLRecords`, of(1)],
    [`${table}.numDeleteDMLRecords`, of(0)],
    ['Source__pg_source.currentEmitEventTimeLag', of(560)],
    ['Transform_Data.numRecordsIn', of(7)],
    ['Transform_Data.numRecordsOut', of(5)],
  ]),
  schemaChanges: { seen: 1, finished: 1, failed: 0, ignored: 0 },
};

const vertex = (name: string, records: Partial<JobVertex>): JobVertex => ({
  id: name,
  name,
  parallelism: 1,
  status: 'RUNNING',
  tasks: { RUNNING: 1 },
  readRecords: 0,
  writeRecords: 0,
  readBytes: 0,
  writeBytes: 0,
  backPressuredMs: 0,
  idleMs: 0,
  busyMs: 0,
  ...records,
});
const details: JobDetails = {
  id: 'j',
  name: 'a job',
  state: 'RUNNING',
  startedAt: 0,
  endedAt: undefined,
  now: 1,
  enteredAt: new Map(),
  vertices: [
    vertex('Source: pg source -> Transform:Schema', { writeRecords: 7, writeBytes: 700 }),
    vertex('PostPartition -> Sink Writer: values sink', { readRecords: 5, readBytes: 500 }),
  ],
};

describe('figures of a job', () => {
  it('are by table where the source counts by table', () => {
    const metrics = jobMetrics(details, postgres, undefined);
    expect(metrics).toMatchObject({ rowsRead: 6, rowsWritten: 4, rowsDropped: 2, lagMs: 560 });
    expect(metrics.tables).toEqual({
      'public.k2': {
        phase: 'stream',
        snapshotRows: 3,
        inserts: 2,
        updates: 1,
        deletes: 0,
        dropped: 0,
      },
    });
  });

  it('are told of what goes between operators where it does not, less the schema changes', () => {
    const mysql = { ...NO_FIGURES, schemaChanges: { seen: 2, finished: 2, failed: 0, ignored: 0 } };
    const metrics = jobMetrics(details, mysql, undefined);
    expect(metrics).toMatchObject({ rowsRead: 5, rowsWritten: 1, tables: {} });
    expect(metrics).not.toHaveProperty('lagMs');
    expect(metrics.job?.operators.map(({ bytesIn, bytesOut }) => [bytesIn, bytesOut])).toEqual([
      [0, 700],
      [500, 0],
    ]);
  });

  it('keep a lag that is not told apart from none', () => {
    const metrics = new Map([['Source__a.currentEmitEventTimeLag', of(-1)]]);
    expect(jobMetrics(details, { ...NO_FIGURES, metrics }, undefined)).not.toHaveProperty('lagMs');
  });

  it('have the last checkpoint with its place', () => {
    const latestCompleted = {
      id: 2,
      status: 'COMPLETED' as const,
      isSavepoint: false,
      stopsJob: false,
      triggeredAt: 1_000,
      durationMs: 44,
      stateBytes: 2_583,
      writtenBytes: 2_583,
      subtasks: 6,
      subtasksDone: 6,
      path: 'file:/chk-2',
      failure: undefined,
    };
    const checkpoints = {
      counts: { total: 3, completed: 2, failed: 1, inProgress: 0, restored: 0 },
      latestCompleted,
      latestSavepoint: undefined,
      latestFailed: undefined,
      restored: undefined,
      history: [],
    };
    expect(jobMetrics(details, NO_FIGURES, checkpoints)).toMatchObject({
      lastCheckpointAt: 1_044,
      job: {
        checkpoints: {
          completed: 2,
          failed: 1,
          lastDurationMs: 44,
          lastBytes: 2_583,
          lastPath: 'file:/chk-2',
        },
      },
    });
  });
});
