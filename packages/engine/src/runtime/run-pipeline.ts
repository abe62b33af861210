// A run from its start to its end: attempts one after another, with pauses between them when a server is away, until it is finished,
// stopped, or fails for good. The engine's table of contents: plan → attempt (connect → snapshot → stream) → state.
import { parseTableId, type TableId } from '@tailrace/core/table';
import type { SourceReader } from '../api/index.ts';
import { fileCheckpointStore } from '../checkpoint/file-checkpoint-store.ts';
import { planRun, type RunPlan } from '../plan/run-plan.ts';
import { runAttempt } from './attempt.ts';
import { DEFAULT_RETRY, retryDelayMs } from './backoff.ts';
import { DEFAULT_LIMITS } from './batch-limits.ts';
import { systemClock } from './clock.ts';
import { startMetrics, type MetricsTicker } from './metrics-ticker.ts';
import { createCounters, type RunCounters } from './run-counters.ts';
import { isRetryable, toRunError } from './run-error.ts';
import type { RunHandle, RunOutcome, RunRequest } from './run-request.ts';
import { createStateMachine, isFinal, type RunStateMachine } from './run-state.ts';

/** Starts at once. The handle's `done` tells how it ended; nothing of it rejects or throws. */
export function runPipeline(request: RunRequest): RunHandle {
  const clock = request.clock ?? systemClock;
  const emit = request.onEvent ?? (() => undefined);
  const counters = createCounters();
  const machine = createStateMachine(() => clock.now(), emit);
  const control = createControl(machine);
  const metrics = startMetrics({ clock, counters, emit });
  const requested: TableId[] = [];
  const run: Run = { request, control, machine, counters, metrics, clock, emit, requested };
  const done = supervise(run).then((outcome) => {
    metrics.end();
    const { state, ...details } = outcome;
    machine.to(state, details);
    control.ended();
    return outcome;
  });
  return {
    state: () => machine.current,
    metrics: () => counters.snapshot(),
    pause: async () => control.pause(),
    retake: (name) => {
      const table = parseTableId(name);
      if (table !== undefined) requested.push(table);
    },
    resume: () => {
      control.resume();
    },
    stop: async (options) => {
      control.stop(options?.cleanUp ?? false);
      return done;
    },
    done,
  };
}

interface Run {
  readonly request: RunRequest;
  readonly control: RunControl;
  readonly machine: RunStateMachine;
  readonly counters: RunCounters;
  readonly metrics: MetricsTicker;
  readonly clock: NonNullable<RunRequest['clock']>;
  readonly emit: NonNullable<RunRequest['onEvent']>;
  readonly requested: TableId[];
}

async function supervise(run: Run): Promise<RunOutcome> {
  const { control, machine } = run;
  const retry = { ...DEFAULT_RETRY, ...run.request.retry };
  let failures = 0;
  try {
    // Listeners that are attached right after the call see everything.
    await Promise.resolve();
    const plan = planRun(run.request);
    for (;;) {
      await control.whilePaused();
      // No await from here to the attempt: a stop that came in between would be missed.
      if (control.wanted === 'pause') continue;
      if (control.wanted === 'stop') {
        if (control.cleanUp || run.request.once === true) await cleanUp(run, plan);
        return { state: 'stopped' };
      }
      if (machine.current !== 'starting') machine.to('starting');
      const before = run.counters.totals.lastCheckpointAt;
      const halt = control.newHalt();
      try {
        if ((await connectAndRun(run, plan, halt)) === 'finished') {
          return await finished(run, plan);
        }
        failures = 0;
      } catch (error) {
        if (halt.aborted) {
          noteWhileHalting(run, error);
          continue;
        }
        failures = run.counters.totals.lastCheckpointAt === before ? failures + 1 : 1;
        const delayMs = isRetryable(error) ? retryDelayMs(retry, failures, Math.random()) : undefined;
        if (delayMs === undefined) throw error;
        run.counters.totals.restarts += 1;
        machine.to('starting', {
          reason: `attempt ${failures} failed, the next one follows`,
          error: toRunError(error),
          retryAtMs: run.clock.now() + delayMs,
        });
        void noteKeptLog(run, plan, halt);
        await run.clock.sleep(delayMs, halt);
      }
    }
  } catch (error) {
    return { state: 'failed', error: toRunError(error) };
  }
}

async function finished(run: Run, plan: RunPlan): Promise<RunOutcome> {
  // In BATCH nothing will be followed after the copy, so the server need keep no log for it.
  if (plan.pipeline.options.runtimeMode === 'BATCH' || run.request.once === true) await cleanUp(run, plan);
  return { state: 'finished' };
}

/** While halting, a failure costs nothing: what was not committed comes again when the run goes on. */
function noteWhileHalting({ emit, clock }: Run, error: unknown): void {
  const { code, message } = toRunError(error);
  if (error instanceof Error && error.name === 'AbortError') return;
  emit({ type: 'log', at: clock.now(), level: 'warning', message: `while stopping: ${message} (${code})` });
}

/** A sink that cannot be reached must not hide that the source's log grows meanwhile. A server that does not answer says so itself. */
async function noteKeptLog(run: Run, plan: RunPlan, halt: AbortSignal): Promise<void> {
  try {
    const source = await createSource(run, plan);
    try {
      const kept = await source.keptLog?.(halt);
      if (kept !== undefined && !kept.isActive && !halt.aborted) run.metrics.noteLog(kept);
    } finally {
      await source.close();
    }
  } catch {
    // The next attempt tells of it.
  }
}

async function cleanUp(run: Run, plan: RunPlan): Promise<void> {
  const source = await createSource(run, plan);
  try {
    await source.cleanUp(new AbortController().signal);
  } finally {
    await source.close();
  }
}

async function createSource({ request, emit, clock }: Run, plan: RunPlan) {
  return request.registry.createSource(plan.source.type, {
    options: plan.source.options,
    pipelineName: request.pipelineName ?? plan.pipeline.options.name,
    log: (message, code) => {
      const level = code === undefined ? 'info' : 'warning';
      emit({ type: 'log', at: clock.now(), level, message, ...(code === undefined ? {} : { code }) });
    },
  });
}

async function connectAndRun(run: Run, plan: RunPlan, halt: AbortSignal): Promise<'finished' | 'halted'> {
  const { request, clock, counters, emit, machine, metrics } = run;
  const source = await createSource(run, plan);
  try {
    const sink = await request.registry.createSink(plan.sink.type, {
      options: plan.sink.options,
      runId: request.runId,
      timeZone: plan.timeZone,
      log: (message) => emit({ type: 'log', at: clock.now(), level: 'info', message }),
    });
    try {
      return await runAttempt({
        plan,
        source,
        sink,
        counters,
        clock,
        halt,
        requested: run.requested,
        emit,
        store: fileCheckpointStore(request.stateDir),
        limits: { ...DEFAULT_LIMITS, ...request.limits },
        until: request.until,
        entered: (state, reader: SourceReader) => {
          metrics.watch(reader);
          if (!halt.aborted) machine.to(state);
        },
      });
    } finally {
      await sink.close();
    }
  } finally {
    metrics.watch(undefined);
    await source.close();
  }
}

type Wanted = 'run' | 'pause' | 'stop';

interface RunControl {
  readonly cleanUp: boolean;
  pause(): Promise<void>;
  resume(): void;
  stop(cleanUp: boolean): void;
  readonly wanted: Wanted;
  /** Waits while the run shall be paused. */
  whilePaused(): Promise<void>;
  /** The signal of the next attempt. */
  newHalt(): AbortSignal;
  ended(): void;
}

/** What the user wants, against what the run does: the only place that halts an attempt. */
function createControl(machine: RunStateMachine): RunControl {
  let wanted: Wanted = 'run';
  let cleanUp = false;
  let halt = new AbortController();
  let changed = (): void => undefined;
  let settled: (() => void)[] = [];
  const tellSettled = (): void => {
    for (const resolve of settled) resolve();
    settled = [];
  };
  const want = (next: Wanted): void => {
    wanted = next;
    if (next !== 'run') halt.abort(new DOMException(`the run is to ${next}`, 'AbortError'));
    changed();
  };
  return {
    get cleanUp() {
      return cleanUp;
    },
    async pause() {
      if (isFinal(machine.current) || wanted === 'stop' || machine.current === 'paused') return;
      if (wanted === 'run') {
        if (machine.current !== 'pausing') machine.to('pausing');
        want('pause');
      }
      await new Promise<void>((resolve) => settled.push(resolve));
    },
    resume() {
      if (wanted !== 'pause') return;
      want('run');
      // Whoever waits for the pause need not: there will be none.
      tellSettled();
    },
    stop(andCleanUp) {
      if (isFinal(machine.current)) return;
      cleanUp ||= andCleanUp;
      if (wanted === 'stop') return;
      machine.to('stopping');
      want('stop');
    },
    get wanted() {
      return wanted;
    },
    async whilePaused() {
      while (wanted === 'pause') {
        if (machine.current !== 'paused') machine.to('paused');
        tellSettled();
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    },
    newHalt() {
      halt = new AbortController();
      return halt.signal;
    },
    ended: tellSettled,
  };
}
