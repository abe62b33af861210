// What the procedures ask of runs: rules of who may do what when; the work is the supervisor's.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunEvent } from '@tailrace/engine/api';
import type { RunLogLine, RunService, RunSummary } from '../contract/index.ts';
import type { RunStore, StoredRun } from '../storage/index.ts';
import type { EventSignal } from './event-signal.ts';
import type { EventRecorder } from './record-event.ts';
import { followRun } from './follow-run.ts';
import { alreadyActive, cleanedUp, notActive } from './run-errors.ts';
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
}

export interface LocalRunService extends RunService {
  /** Takes up the runs that were going when the server last stopped, however it stopped. */
  takeUp(onLog: (line: string) => void): void;
  /** Whether a launch of the pipeline with this text would go on from the checkpoint of its last run. */
  continues(pipelineId: string, text: string): boolean;
}

const HOLDS_PLACE: ReadonlySet<RunSummary['state']> = new Set([
  'starting',
  'snapshotting',
  'streaming',
  'pausing',
  'paused',
  'stopping',
]);

const RESUMABLE: ReadonlySet<RunSummary['state']> = new Set(['paused', 'failed', 'stopped']);

/** A run in this state reads a source, or has a place kept there. */
export const holdsPlace = (run: StoredRun): boolean => HOLDS_PLACE.has(run.state);

export function createRunService(options: RunServiceOptions): LocalRunService {
  const { runs, signals, supervisor, resolve } = options;
  const begin = (run: StoredRun): void => supervisor.start(run, resolve(run.text));
  /** From the checkpoint; a clean-up that was asked for and did not come about is no longer wanted. */
  const goOn = (run: StoredRun): void => {
    begin(run);
    runs.setCleanUp(run.id, 'no');
    const message = 'The run goes on from its last checkpoint; nothing is copied again that was.';
    options.recorder.record(run, { type: 'log', at: Date.now(), level: 'info', message });
  };
  const end = async (run: StoredRun, cleanUp: boolean): Promise<void> => {
    await supervisor.stop(run, { cleanUp, references: () => resolve(run.text) });
    if (runs.get(run.id).cleanUp === 'done')
      rmSync(path.join(options.stateRoot, run.id), { recursive: true, force: true });
  };
  /** The last run of the pipeline, where a launch goes on with it (docs/decisions/008). */
  const continued = (pipelineId: string, text: string): StoredRun | undefined => {
    const [last] = runs.list(pipelineId);
    const isLeft = last?.state === 'stopped' && last.cleanUp === 'no';
    return isLeft && options.makesSameRows(last.text, text) ? last : undefined;
  };
  return {
    launch: async (pipelineId) => {
      const active = runs.list(pipelineId).find(holdsPlace);
      if (active !== undefined) throw alreadyActive(active.id, active.state);
      const { version, text } = options.launchable(pipelineId);
      const references = resolve(text);
      const stopped = continued(pipelineId, text);
      if (stopped !== undefined) {
        runs.setDocument(stopped.id, { version, text });
        goOn(runs.get(stopped.id));
        return { runId: stopped.id };
      }
      const run = runs.create({ pipelineId, version, text });
      supervisor.start(run, references);
      return { runId: run.id };
    },
    pause: async (runId) => supervisor.pause(runs.get(runId)),
    resume: async (runId) => {
      const run = runs.get(runId);
      const other = runs.list(run.pipelineId).find((each) => each.id !== runId && holdsPlace(each));
      if (other !== undefined) throw alreadyActive(other.id, other.state);
      // A failed run goes on from its checkpoint, too, once its cause is mended.
      if (supervisor.isGoing(runId) || !RESUMABLE.has(run.state)) throw notActive(runId, run.state);
      if (run.cleanUp === 'done') throw cleanedUp(runId);
      goOn(run);
    },
    stop: async (runId, { cleanUp }) => {
      const run = runs.get(runId);
      // What has ended has nothing to stop, but may have something to clean up.
      if (!cleanUp && !holdsPlace(run)) return;
      await end(run, cleanUp);
    },
    continues: (pipelineId, text) => continued(pipelineId, text) !== undefined,
    list: (pipelineId) => runs.list(pipelineId).map(summarize),
    get: (runId) => {
      const run = runs.get(runId);
      const metrics = run.metrics === undefined ? {} : { metrics: run.metrics };
      return { ...summarize(run), ...metrics, text: run.text };
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
  if (run.desired !== 'running') {
    // The server went away between the wish and its fulfilment; the process went with it.
    if (run.state !== run.desired) recorder.record(run, { type: 'state', at, state: run.desired });
    return;
  }
  try {
    begin(run);
    onLog(`Run ${run.id} of ${run.pipelineName} goes on from its checkpoint.`);
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
  if (event.type === 'log') return { at, level: event.level, message: event.message };
  if (event.error !== undefined)
    return { at, level: 'error', message: `${event.error.message} (${event.error.code})` };
  const reason = event.reason === undefined ? '' : `: ${event.reason}`;
  return { at, level: 'info', message: `The run is ${event.state}${reason}.` };
}
