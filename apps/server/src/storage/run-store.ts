// Runs, what they said, and how fast they went.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunError, RunEvent, RunMetrics, RunState } from '@tailrace/engine/api';
import * as z from 'zod';
import type { MetricsPoint, StoredRunEvent } from '../contract/index.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import { jsonOf } from './json.ts';
import { storedJob, type StoredJob } from './stored-job.ts';

/** Events kept per run; metrics, which supersede each other, apart from the others. */
const EVENTS_KEPT = 5_000;
const METRICS_KEPT = 600;
/** Points of the ring that the charts are drawn from. */
const POINTS_KEPT = 600;

/** What the user wants of a run, apart from what it does just now: a run wanted going goes on after a restart of the server. */
export type DesiredState = 'running' | 'paused' | 'stopped';

/** Removing what the run keeps on its source's server (slot, publication): not wanted, wanted, or done for good. */
export type CleanUp = 'no' | 'asked' | 'done';

export interface StoredRun {
  readonly id: string;
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly version: number;
  readonly text: string;
  readonly state: RunState;
  readonly desired: DesiredState;
  readonly cleanUp: CleanUp;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: RunError;
  readonly metrics?: RunMetrics;
  /** Present: the run is a job on a Flink cluster. */
  readonly job?: StoredJob;
}

export interface RunStore {
  create(run: { pipelineId: string; version: number; text: string; job?: StoredJob }): StoredRun;
  get(id: string): StoredRun;
  /** Newest first. */
  list(pipelineId?: string): StoredRun[];
  /** The newest run of each pipeline, by pipeline id. */
  newest(): Map<string, StoredRun>;
  setDesired(id: string, desired: DesiredState): void;
  setJob(id: string, job: StoredJob): void;
  setCleanUp(id: string, cleanUp: CleanUp): void;
  /** The run goes on with another version of its pipeline, which makes the same rows. */
  setDocument(id: string, document: { version: number; text: string }): void;
  setState(id: string, state: RunState, error: RunError | undefined): void;
  setMetrics(id: string, metrics: RunMetrics): void;
  /** Numbers are given here: 1, 2, 3 … within a run. */
  appendEvent(id: string, event: RunEvent): StoredRunEvent;
  eventsAfter(id: string, after: number, limit: number): StoredRunEvent[];
  /** Newest event of a type. */
  lastEvent(id: string, type: RunEvent['type']): StoredRunEvent | undefined;
  recentEvents(id: string, types: readonly RunEvent['type'][], limit: number): StoredRunEvent[];
  addPoint(id: string, point: MetricsPoint): void;
  points(id: string): MetricsPoint[];
}

const runStates = [
  'starting',
  'snapshotting',
  'streaming',
  'pausing',
  'paused',
  'stopping',
  'stopped',
  'failed',
  'finished',
  'restarting',
  'cancelled',
  'unknown',
] as const satisfies readonly RunState[];

const runRow = z
  .object({
    id: z.string(),
    pipeline_id: z.string(),
    pipeline_name: z.string(),
    version: z.number(),
    text: z.string(),
    state: z.enum(runStates),
    desired: z.enum(['running', 'paused', 'stopped']),
    clean_up: z.enum(['no', 'asked', 'done']),
    started_at: z.number(),
    ended_at: z.number().nullable(),
    error: jsonOf<RunError>().nullable(),
    metrics: jsonOf<RunMetrics>().nullable(),
    job: storedJob.nullable(),
  })
  .transform((row): StoredRun => ({
    id: row.id,
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    version: row.version,
    text: row.text,
    state: row.state,
    desired: row.desired,
    cleanUp: row.clean_up,
    startedAt: row.started_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.metrics === null ? {} : { metrics: row.metrics }),
    ...(row.job === null ? {} : { job: row.job }),
  }));

const eventRow = z.object({ id: z.number(), event: jsonOf<RunEvent>() });

const pointRow = z
  .object({
    at: z.number(),
    rows_per_second: z.number(),
    lag_ms: z.number().nullable(),
    retained_bytes: z.number().nullable(),
  })
  .transform((row): MetricsPoint => ({
    at: row.at,
    rowsPerSecond: row.rows_per_second,
    ...(row.lag_ms === null ? {} : { lagMs: row.lag_ms }),
    ...(row.retained_bytes === null ? {} : { retainedBytes: row.retained_bytes }),
  }));

const SELECT = `SELECT r.id, r.pipeline_id, p.name AS pipeline_name, r.version, r.text, r.state, r.desired, r.clean_up, r.started_at,
  r.ended_at, r.error, r.metrics, r.job FROM runs r JOIN pipelines p ON p.id = r.pipeline_id`;

const ENDED: ReadonlySet<RunState> = new Set<RunState>(['stopped', 'failed', 'finished', 'cancelled']);

export function createRunStore(database: Database, now: () => number): RunStore {
  const get = (id: string): StoredRun => {
    const found = database.get(runRow, `${SELECT} WHERE r.id = ?`, id);
    if (found !== undefined) return found;
    throw new TailraceError('run-not-found', `There is no run ${id}.`, { data: { id } });
  };
  const list = (pipelineId?: string): StoredRun[] =>
    pipelineId === undefined
      ? database.all(runRow, `${SELECT} ORDER BY r.started_at DESC, r.id LIMIT 500`)
      : database.all(
          runRow,
          `${SELECT} WHERE r.pipeline_id = ? ORDER BY r.started_at DESC, r.id LIMIT 500`,
          pipelineId,
        );
  return {
    create: ({ pipelineId, version, text, job }) => {
      const id = newId();
      database.run(
        "INSERT INTO runs (id, pipeline_id, version, text, state, desired, started_at, job) VALUES (?, ?, ?, ?, 'starting', 'running', ?, ?)",
        id,
        pipelineId,
        version,
        text,
        now(),
        job === undefined ? null : JSON.stringify(job),
      );
      return get(id);
    },
    get,
    list,
    newest: () =>
      new Map(
        database
          .all(
            runRow,
            `${SELECT} WHERE r.id = (SELECT n.id FROM runs n WHERE n.pipeline_id = r.pipeline_id ORDER BY n.started_at DESC, n.rowid DESC LIMIT 1)`,
          )
          .map((run) => [run.pipelineId, run]),
      ),
    setDesired: (id, desired) => {
      database.run('UPDATE runs SET desired = ? WHERE id = ?', desired, id);
    },
    setJob: (id, job) => {
      database.run('UPDATE runs SET job = ? WHERE id = ?', JSON.stringify(job), id);
    },
    setCleanUp: (id, cleanUp) => {
      database.run('UPDATE runs SET clean_up = ? WHERE id = ?', cleanUp, id);
    },
    setDocument: (id, { version, text }) => {
      database.run('UPDATE runs SET version = ?, text = ? WHERE id = ?', version, text, id);
    },
    setState: (id, state, error) => {
      const failure = error === undefined ? null : JSON.stringify(error);
      const ended = ENDED.has(state) ? now() : null;
      database.run(
        'UPDATE runs SET state = ?, error = ?, ended_at = ? WHERE id = ?',
        state,
        failure,
        ended,
        id,
      );
    },
    setMetrics: (id, metrics) => {
      database.run('UPDATE runs SET metrics = ? WHERE id = ?', JSON.stringify(metrics), id);
    },
    ...eventStore(database),
    ...pointStore(database),
  };
}

function eventStore(
  database: Database,
): Pick<RunStore, 'appendEvent' | 'eventsAfter' | 'lastEvent' | 'recentEvents'> {
  return {
    appendEvent: (runId, event) =>
      database.transaction(() => {
        // The newest event is never pruned, so the numbers go on from it.
        const last = database.get(
          z.object({ id: z.number() }),
          'SELECT id FROM run_events WHERE run_id = ? ORDER BY id DESC LIMIT 1',
          runId,
        );
        const id = (last?.id ?? 0) + 1;
        database.run(
          'INSERT INTO run_events (run_id, id, type, event) VALUES (?, ?, ?, ?)',
          runId,
          id,
          event.type,
          JSON.stringify(event),
        );
        if (id % 100 === 0) prune(database, runId);
        return { id, event };
      }),
    eventsAfter: (runId, after, limit) =>
      database.all(
        eventRow,
        'SELECT id, event FROM run_events WHERE run_id = ? AND id > ? ORDER BY id LIMIT ?',
        runId,
        after,
        limit,
      ),
    lastEvent: (runId, type) =>
      database.get(
        eventRow,
        'SELECT id, event FROM run_events WHERE run_id = ? AND type = ? ORDER BY id DESC LIMIT 1',
        runId,
        type,
      ),
    recentEvents: (runId, types, limit) =>
      database
        .all(
          eventRow,
          `SELECT id, event FROM run_events WHERE run_id = ? AND type IN (${types.map(() => '?').join(', ')}) ORDER BY id DESC LIMIT ?`,
          runId,
          ...types,
          limit,
        )
        .toReversed(),
  };
}

function prune(database: Database, runId: string): void {
  for (const [condition, kept] of [
    ["type = 'metrics'", METRICS_KEPT],
    ["type <> 'metrics'", EVENTS_KEPT],
  ] as const) {
    database.run(
      `DELETE FROM run_events WHERE run_id = ?1 AND ${condition} AND id <=
        (SELECT id FROM run_events WHERE run_id = ?1 AND ${condition} ORDER BY id DESC LIMIT 1 OFFSET ${kept})`,
      runId,
    );
  }
}

function pointStore(database: Database): Pick<RunStore, 'addPoint' | 'points'> {
  return {
    addPoint: (runId, point) => {
      database.run(
        'INSERT OR REPLACE INTO metrics_points (run_id, at, rows_per_second, lag_ms, retained_bytes) VALUES (?, ?, ?, ?, ?)',
        runId,
        point.at,
        point.rowsPerSecond,
        point.lagMs ?? null,
        point.retainedBytes ?? null,
      );
      database.run(
        `DELETE FROM metrics_points WHERE run_id = ?1 AND at <=
          (SELECT at FROM metrics_points WHERE run_id = ?1 ORDER BY at DESC LIMIT 1 OFFSET ${POINTS_KEPT})`,
        runId,
      );
    },
    points: (runId) =>
      database.all(
        pointRow,
        'SELECT at, rows_per_second, lag_ms, retained_bytes FROM metrics_points WHERE run_id = ? ORDER BY at',
        runId,
      ),
  };
}
