// A run on the embedded engine and its process: started, restarted when it dies, ended at a checkpoint. What the run is wanted to be (`desired`) is
// stored before anything is done about it, so that a server that dies in between does the rest when it starts again.
import path from 'node:path';
import { DEFAULT_RETRY, type RunOutcome, type WorkerMessage } from '@tailrace/engine';
import type { RunError, RunEvent } from '@tailrace/engine/api';
import type { RunStore, StoredRun } from '../storage/index.ts';
import type { EventRecorder } from './record-event.ts';
import { notActive } from './run-errors.ts';
import { isStorageFailure, STORE_AGAIN_MS } from './storage-failure.ts';
import type { References, SupervisedRun } from './supervised-run.ts';
import { startWorker, type WorkerEnd, type WorkerProcess } from './worker-process.ts';

export interface ProcessSurroundings {
  readonly runs: RunStore;
  readonly recorder: EventRecorder;
  /** Path of the JavaScript that Node runs as a worker. */
  readonly workerProgram: () => string;
  /** Checkpoints lie in `<stateRoot>/<run id>`. */
  readonly stateRoot: string;
  /** For the server's log. */
  readonly onLog: (line: string) => void;
  /** How long a pause or stop may take before the process is ended as it is; nothing is lost by it. */
  readonly stopTimeoutMs?: number;
  readonly firstRestartMs?: number;
}

const STOP_TIMEOUT_MS = 30_000;
const MAX_RESTART_MS = 60_000;
/** After this long without a crash the next one counts as a first one. */
const HEALTHY_MS = 60_000;

export class ProcessRun implements SupervisedRun {
  readonly #around: ProcessSurroundings;
  readonly #run: StoredRun;
  readonly #references: References;
  readonly #onGone: () => void;
  #process: WorkerProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #startedAt = 0;
  #failures = 0;
  /** The process may end now: it is paused or has told its outcome. */
  #settled = false;
  #outcome: RunOutcome | undefined;
  #isLeaving = false;
  #isCleaningUp = false;

  constructor(around: ProcessSurroundings, run: StoredRun, references: References, onGone: () => void) {
    this.#around = around;
    this.#run = run;
    this.#references = references;
    this.#onGone = onGone;
  }

  start(): void {
    this.#record({ type: 'state', at: Date.now(), state: 'starting' });
    this.#launch();
  }

  #launch(): void {
    const { recorder, workerProgram, stateRoot, onLog } = this.#around;
    recorder.begin(this.#run.id);
    this.#startedAt = performance.now();
    this.#settled = false;
    this.#outcome = undefined;
    const process = startWorker({
      program: workerProgram(),
      start: {
        runId: this.#run.id,
        text: this.#run.text,
        // Stable when the pipeline is renamed, and different for two of one name.
        pipelineName: `tailrace_${this.#run.pipelineId}`,
        stateDir: path.join(stateRoot, this.#run.id),
        ...this.#references,
      },
      onMessage: (message) => this.#receive(message),
      onOutput: (text) => onLog(`run ${this.#run.id}: ${text.trimEnd()}`),
    });
    this.#process = process;
    void process.ended.then((end) => this.#untilStored(() => this.#afterEnd(end)));
  }

  async pause(): Promise<void> {
    this.#around.runs.setDesired(this.#run.id, 'paused');
    await this.#endBy({ type: 'pause' }, 'paused');
  }

  async stop({ cleanUp }: { cleanUp: boolean }): Promise<void> {
    this.#around.runs.setDesired(this.#run.id, 'stopped');
    if (cleanUp) this.#around.runs.setCleanUp(this.#run.id, 'asked');
    this.#isCleaningUp = cleanUp;
    await this.#endBy({ type: 'stop', cleanUp }, 'stopped');
  }

  retake(table: string): void {
    if (this.#process === undefined) throw notActive(this.#run.id, this.#run.state);
    this.#process.send({ type: 'retake', table });
  }

  async cancel(): Promise<void> {
    await this.stop({ cleanUp: false });
  }

  /** Ends the process with the server; the run stays wanted as it was. */
  async leave(graceMs: number): Promise<void> {
    this.#isLeaving = true;
    clearTimeout(this.#restart);
    this.#process?.send({ type: 'stop' });
    await this.#endWithin(graceMs);
  }

  async #endBy(command: Parameters<WorkerProcess['send']>[0], state: 'paused' | 'stopped'): Promise<void> {
    if (this.#restart !== undefined) {
      clearTimeout(this.#restart);
      this.#restart = undefined;
    }
    if (this.#process === undefined && this.#isCleaningUp) this.#launch();
    if (this.#process === undefined) {
      this.#record({ type: 'state', at: Date.now(), state });
      this.#onGone();
      return;
    }
    this.#process?.send(command);
    await this.#endWithin(this.#around.stopTimeoutMs ?? STOP_TIMEOUT_MS);
  }

  async #endWithin(timeoutMs: number): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    const timer = setTimeout(() => process.kill(), timeoutMs);
    await process.ended;
    clearTimeout(timer);
  }

  #record(event: RunEvent): void {
    // Stopping with the server is not the run's own state: it goes on when the server does.
    if (this.#isLeaving && event.type === 'state' && event.state !== 'failed') return;
    this.#around.recorder.record(this.#run, event);
  }

  #receive(message: WorkerMessage): void {
    if (message.type === 'done') {
      this.#outcome = message.outcome;
      this.#settled = true;
    } else if (message.type === 'event') {
      this.#record(message.event);
      // A paused run holds no connection and needs no process: resuming starts one from the checkpoint.
      if (message.event.type === 'state' && message.event.state === 'paused') {
        this.#settled = true;
        this.#process?.kill();
      }
    }
  }

  /** Again and again while nothing can be stored (a full disk): what became of the run must not be lost. */
  #untilStored(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      this.#around.onLog(`run ${this.#run.id}: ${error.message}`);
      setTimeout(() => this.#untilStored(work), STORE_AGAIN_MS).unref();
    }
  }

  #afterEnd(end: WorkerEnd): void {
    this.#process = undefined;
    const { runs } = this.#around;
    const { desired } = runs.get(this.#run.id);
    if (this.#isLeaving) {
      this.#onGone();
    } else if (this.#outcome !== undefined) {
      this.#conclude(this.#outcome);
    } else if (this.#settled) {
      this.#onGone();
    } else if (desired === 'running') {
      this.#restartLater(end);
    } else {
      if (this.#isCleaningUp) this.#warnOfRemains();
      this.#record({ type: 'state', at: Date.now(), state: desired });
      this.#onGone();
    }
  }

  #warnOfRemains(): void {
    const message =
      'The process was ended before it had cleaned up: the source may still keep its log for this run. Stop it with cleaning up once more.';
    this.#record({ type: 'log', at: Date.now(), level: 'warning', message });
  }

  #conclude(outcome: RunOutcome): void {
    const { runs } = this.#around;
    runs.setDesired(this.#run.id, 'stopped');
    if (this.#isCleaningUp && outcome.state === 'stopped') runs.setCleanUp(this.#run.id, 'done');
    if (runs.get(this.#run.id).state !== outcome.state) {
      const error = outcome.error === undefined ? {} : { error: outcome.error };
      this.#record({ type: 'state', at: Date.now(), state: outcome.state, ...error });
    }
    this.#onGone();
  }

  #restartLater(end: WorkerEnd): void {
    this.#failures = performance.now() - this.#startedAt > HEALTHY_MS ? 1 : this.#failures + 1;
    if (this.#failures > DEFAULT_RETRY.attempts) {
      this.#conclude({ state: 'failed', error: diedTooOften(this.#failures, end) });
      return;
    }
    const first = this.#around.firstRestartMs ?? DEFAULT_RETRY.initialMs;
    const delay = Math.min(MAX_RESTART_MS, first * 2 ** (this.#failures - 1));
    const reason = `its process ended unexpectedly (${describeEnd(end)}), and it goes on from its checkpoint`;
    const at = Date.now();
    this.#record({ type: 'state', at, state: 'starting', reason, retryAtMs: at + delay });
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.#launch();
    }, delay);
  }
}

const describeEnd = (end: WorkerEnd): string =>
  end.signal === null ? `with status ${String(end.exitCode)}` : `by ${end.signal}`;

function diedTooOften(times: number, end: WorkerEnd): RunError {
  return {
    code: 'run-process-died',
    message: `The run's process ended unexpectedly ${times} times in a row, the last time ${describeEnd(end)}. Nothing is lost: see the server's log for the cause, then resume.`,
    data: { times },
  };
}
