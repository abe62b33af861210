// What the procedures ask of runs: rules of who may do what when; the work is the supervisor's.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { changedLines } from '@tailrace/core/document';
import type { RunEvent } from '@tailrace/engine/api';
import type {
  JobInfo,
  LaunchTarget,
  ResumeOptions,
  RunLogLine,
  RunService,
  RunSummary,
  SinceLastRun,
} from '../contract/index.ts';
import type { KeptLogs } from '../flink/kept-log.ts';
import { nextJob } from '../flink/plan-job.ts';
import type { RunStore, StoredJob, StoredRun } from '../storage/index.ts';
import type { EventSignal } from './event-signal.ts';
import type { EventRecorder } from './record-event.ts';
import { followRun } from './follow-run.ts';
import { alreadyActive, cleanedUp, notActive, notOnCluster } from './run-errors.ts';
import type { References } from './supervised-run.ts';
import type { Supervisor } from './supervisor.ts';

export interface RunServiceOptions {
  readonly runs: RunStore;
  readonly signals: EventSignal;
  readonly supervisor: Supervisor;
  readonly recorder: EventRecorder;
  readonly stateRoot: string;
  /** The newest version of a pipeline; throws `pipeline-not-found`, and `pipeline-invalid` when it has errors. */
  readonly launchable: (pipelineId: string) => { version: number; text: string };
  /** Whether a run of the one document may go on with the other. */
  readonly makesSameRows: (before: string, now: string) => boolean;
  /** Throws `unresolved-reference`. */
  readonly resolve: (text: string) => References;
  readonly kept: KeptLogs;
  readonly jobs: RunJobs;
}

/** What runs on clusters need of the clusters. */
export interface RunJobs {
  /** Throws `cluster-not-found`, and what keeps the document from Flink. */
  first(text: string, target: LaunchTarget): StoredJob;
  describe(job: StoredJob): JobInfo;
  /** Remembers where the pipeline was launched last; null: this machine. */
  choose(pipelineId: string, clusterId: string | null): void;
}

export interface LocalRunService extends RunService {
  /** Takes up the runs that were going when the server last stopped, however it stopped. */
  takeUp(onLog: (line: string) => void): void;
  /** What a launch of the pipeline with this text would change of its last run; undefined where it has none. */
  since(pipelineId: string, text: string, target?: LaunchTarget): SinceLastRun | undefined;
}

const HOLDS_PLACE: ReadonlySet<RunSummary['state']> = new Set([
  'starting',
  'snapshotting',
  'streaming',
  'pausing',
  'paused',
  'stopping',
  'restarting',
  'unknown',
]);

const RESUMABLE: ReadonlySet<RunSummary['state']> = new Set(['paused', 'failed', 'stopped', 'cancelled']);

/** A run in this state reads a source, or has a place kept there. */
export const holdsPlace = (run: StoredRun): boolean => HOLDS_PLACE.has(run.state);

export function createRunService(options: RunServiceOptions): LocalRunService {
  const { runs, signals, supervisor, resolve } = options;
  const begin = (run: StoredRun): void => supervisor.start(run, () => resolve(run.text));
  const end = async (run: StoredRun, cleanUp: boolean): Promise<void> => {
    await supervisor.stop(run, { cleanUp, references: () => resolve(run.text) });
    if (runs.get(run.id).cleanUp === 'done')
      rmSync(path.join(options.stateRoot, run.id), { recursive: true, force: true });
  };
  const goOn = createGoOn(options, begin);
  return {
    ...createLaunch(options, goOn),
    pause: async (runId) => supervisor.pause(runs.get(runId)),
    resume: async (runId, how = {}) => {
      const run = runs.get(runId);
      const other = runs.list(run.pipelineId).find((each) => each.id !== runId && holdsPlace(each));
      if (other !== undefined) throw alreadyActive(other.id, other.state);
      // A failed run goes on from its checkpoint, too, once its cause is mended.
      if (supervisor.isGoing(runId) || !RESUMABLE.has(run.state)) throw notActive(runId, run.state);
      if (run.cleanUp === 'done' && how.from === undefined) throw cleanedUp(runId);
      goOn(run, how);
    },
    stop: async (runId, { cleanUp }) => {
      const run = runs.get(runId);
      // What has ended has nothing to stop, but may have something to clean up.
      if (!cleanUp && !holdsPlace(run)) return;
      await end(run, cleanUp);
    },
    retake: (runId, table) => supervisor.retake(runs.get(runId), table),
    cancel: async (runId) => supervisor.cancel(runs.get(runId)),
    rescale: async (runId, parallelism) => {
      const run = runs.get(runId);
      if (run.job === undefined) throw notOnCluster(runId);
      if (!supervisor.isGoing(runId)) throw notActive(runId, run.state);
      await supervisor.stop(run, { cleanUp: false, references: () => resolve(run.text) });
      goOn(runs.get(runId), { parallelism });
    },
    savepoints: (pipelineId) =>
      runs.list(pipelineId).flatMap(({ id, job }) =>
        (job?.savepoints ?? []).map((savepoint) => ({
          ...savepoint,
          runId: id,
          clusterId: job?.clusterId ?? '',
        })),
      ),
    keptLog: async (runId, signal) => options.kept.read(runs.get(runId), signal),
    dropKeptLog: async (runId, signal) => {
      const run = runs.get(runId);
      if (holdsPlace(run)) throw alreadyActive(runId, run.state);
      await options.kept.drop(run, signal);
    },
    list: (pipelineId) => runs.list(pipelineId).map(summarize),
    get: (runId) => {
      const run = runs.get(runId);
      const job = run.job === undefined ? {} : { job: options.jobs.describe(run.job) };
      const metrics = run.metrics === undefined ? {} : { metrics: run.metrics };
      return { ...summarize(run), ...metrics, ...job, text: run.text };
    },
    points: (runId) => {
      runs.get(runId);
      return runs.points(runId);
    },
    log: (runId) => {
      runs.get(runId);
      return logLines(runs, runId);
    },
    events: (runId, lastEventId, signal) => followRun({ runs, signals }, runId, lastEventId, signal),
    takeUp: (onLog) => {
      for (const run of runs.list()) {
        if (run.cleanUp === 'asked') finishCleanUp(run, end, onLog);
        else if (holdsPlace(run)) takeUpRun(run, begin, options.recorder, onLog);
      }
    },
  };
}

type GoOn = (run: StoredRun, how: ResumeOptions) => void;

/** From the checkpoint or savepoint; a clean-up that was asked for and did not come about is no longer wanted. */
function createGoOn({ runs, recorder }: RunServiceOptions, begin: (run: StoredRun) => void): GoOn {
  return (run, how) => {
    const job = run.job === undefined ? undefined : nextJob(run, how);
    if (job !== undefined) runs.setJob(run.id, job);
    begin(runs.get(run.id));
    runs.setCleanUp(run.id, 'no');
    const message =
      job === undefined
        ? 'The run goes on from its last checkpoint; nothing is copied again that was.'
        : job.startedFrom === undefined
          ? 'The run begins anew, with a snapshot.'
          : `The run goes on from ${job.startedFrom}; nothing is copied again that was.`;
    recorder.record(run, { type: 'log', at: Date.now(), level: 'info', message });
  };
}

function createLaunch(options: RunServiceOptions, goOn: GoOn): Pick<LocalRunService, 'launch' | 'since'> {
  const { runs, supervisor, resolve, jobs } = options;
  /** What a launch makes of the last run, once that is stopped (docs/decisions/008). */
  const outcomeOf = (last: StoredRun, text: string, target?: LaunchTarget): SinceLastRun['outcome'] => {
    if (target?.from !== undefined) return target.from === null ? 'as-chosen' : 'from-savepoint';
    if (last.job?.clusterId !== target?.clusterId) return 'other-engine';
    if (!options.makesSameRows(last.text, text)) return 'other-rows';
    // Stopping leaves a place; of a run that has ended it is there, or it is not.
    if (holdsPlace(last)) return 'goes-on';
    const isLeft = last.state === 'stopped' && last.cleanUp === 'no' && last.job?.savepoints.length !== 0;
    return isLeft ? 'goes-on' : 'no-place';
  };
  const continued = (pipelineId: string, text: string, target?: LaunchTarget): StoredRun | undefined => {
    const [last] = runs.list(pipelineId);
    const goesOn = last !== undefined && !holdsPlace(last) && outcomeOf(last, text, target) === 'goes-on';
    return goesOn ? last : undefined;
  };
  return {
    launch: async (pipelineId, target) => {
      const active = runs.list(pipelineId).find(holdsPlace);
      if (active !== undefined) throw alreadyActive(active.id, active.state);
      const { version, text } = options.launchable(pipelineId);
      const references = resolve(text);
      // Throws before anything is stored.
      const job = target === undefined ? undefined : jobs.first(text, target);
      jobs.choose(pipelineId, target?.clusterId ?? null);
      const stopped = continued(pipelineId, text, target);
      if (stopped !== undefined) {
        runs.setDocument(stopped.id, { version, text });
        if (stopped.job !== undefined && target !== undefined)
          runs.setJob(stopped.id, { ...stopped.job, rewrite: target.rewrite ?? false });
        const parallelism = target?.parallelism === undefined ? {} : { parallelism: target.parallelism };
        goOn(runs.get(stopped.id), parallelism);
        return { runId: stopped.id };
      }
      const run = runs.create({ pipelineId, version, text, ...(job === undefined ? {} : { job }) });
      supervisor.start(run, () => references);
      return { runId: run.id };
    },
    since: (pipelineId, text, target) => {
      const [last] = runs.list(pipelineId);
      return (
        last && {
          version: last.version,
          state: last.state,
          mustStop: holdsPlace(last),
          outcome: outcomeOf(last, text, target),
          lines: changedLines(last.text, text),
        }
      );
    },
  };
}

/** Asked for before the server went away, and not done: the source would keep its log for nobody. */
function finishCleanUp(
  run: StoredRun,
  end: (run: StoredRun, cleanUp: boolean) => Promise<void>,
  onLog: (line: string) => void,
): void {
  end(run, true).then(
    () => onLog(`Run ${run.id} of ${run.pipelineName} is cleaned up, as was asked before the restart.`),
    (error: unknown) =>
      onLog(
        `Run ${run.id} of ${run.pipelineName} could not be cleaned up: ${error instanceof Error ? error.message : String(error)}`,
      ),
  );
}

function takeUpRun(
  run: StoredRun,
  begin: (run: StoredRun) => void,
  recorder: EventRecorder,
  onLog: (line: string) => void,
): void {
  const at = Date.now();
  // A job may be there whatever was wanted of it: it is looked for.
  if (run.desired !== 'running' && run.job === undefined) {
    // The server went away between the wish and its fulfilment; the process went with it.
    if (run.state !== run.desired) recorder.record(run, { type: 'state', at, state: run.desired });
    return;
  }
  try {
    begin(run);
    const how =
      run.job === undefined ? 'goes on from its checkpoint' : `is followed on ${run.job.clusterName}`;
    onLog(`Run ${run.id} of ${run.pipelineName} ${how}.`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof TailraceError ? error.code : 'internal';
    recorder.record(run, { type: 'state', at, state: 'failed', error: { code, message, data: {} } });
    onLog(`Run ${run.id} of ${run.pipelineName} could not go on: ${message}`);
  }
}

function summarize(run: StoredRun): RunSummary {
  return {
    id: run.id,
    pipelineId: run.pipelineId,
    pipelineName: run.pipelineName,
    version: run.version,
    state: run.state,
    startedAt: run.startedAt,
    ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
    ...(run.error === undefined ? {} : { error: run.error }),
    rowsWritten: run.metrics?.rowsWritten ?? 0,
    engine: run.job === undefined ? 'embedded' : 'flink',
    ...(run.job === undefined ? {} : { clusterName: run.job.clusterName }),
    ...(run.metrics?.lagMs === undefined ? {} : { lagMs: run.metrics.lagMs }),
  };
}

/** States stand among the lines, with their reasons, because they say why the run does what it does; repeated ones once. */
function logLines(runs: RunStore, runId: string): RunLogLine[] {
  const lines = runs
    .recentEvents(runId, ['log', 'state'], 1_000)
    .flatMap(({ event }) => (event.type === 'log' || event.type === 'state' ? [logLine(event)] : []));
  return lines.filter((line, at) => line.message !== lines[at - 1]?.message);
}

function logLine(event: Extract<RunEvent, { type: 'log' | 'state' }>): RunLogLine {
  const { at } = event;
  if (event.type === 'log') {
    const code = event.code === undefined ? '' : ` (${event.code})`;
    return { at, level: event.level, message: `${event.message}${code}` };
  }
  if (event.error !== undefined)
    return { at, level: 'error', message: `${event.error.message} (${event.error.code})` };
  const reason = event.reason === undefined ? '' : `: ${event.reason}`;
  return { at, level: 'info', message: `The run is ${event.state}${reason}.` };
}
