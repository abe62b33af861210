// A run that is a job on a Flink cluster: submitted once, followed until it ends. Its id is chosen and stored before anything is
// sent, so that whatever happens in between, the cluster can be asked for it and nothing is ever submitted a second time by itself.
import { setTimeout as wait } from 'node:timers/promises';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunError, RunEvent, RunState } from '@tailrace/engine/api';
import { isTerminal, type FlinkClient } from '@tailrace/flink';
import type { EventRecorder } from '../runs/record-event.ts';
import { retakeNotHere } from '../runs/run-errors.ts';
import type { References, SupervisedRun } from '../runs/supervised-run.ts';
import type { Savepoint } from '../contract/index.ts';
import type { RunStore, StoredJob, StoredRun } from '../storage/index.ts';
import { secretValues, toRunError, hideSecrets } from './job-errors.ts';
import type { JobObserver, Observation } from './observe-job.ts';
import { readRestart, readState, type StateReading } from './read-state.ts';

export interface JobSurroundings {
  readonly runs: RunStore;
  readonly recorder: EventRecorder;
  /** Throws `cluster-not-found`, `secret-unreadable`. */
  readonly client: (clusterId: string) => FlinkClient;
  readonly observe: (client: FlinkClient, run: StoredRun, references: () => References) => JobObserver;
  /** `onSend` is called last before the one call that may start a job. */
  readonly submit: (request: SubmitRequest, onSend: () => void, signal: AbortSignal) => Promise<void>;
  /** Removes what the source keeps for the document's reader. */
  readonly cleanUp: (run: StoredRun, references: References, signal: AbortSignal) => Promise<void>;
  readonly pollMs?: number;
  /** How long a job that the cluster does not know may still turn up: a submission under way, a cluster coming up. */
  readonly graceMs?: number;
}

export interface SubmitRequest {
  readonly client: FlinkClient;
  readonly run: StoredRun;
  readonly job: StoredJob;
  readonly references: References;
}

const POLL_MS = 1_000;
const MAX_POLL_MS = 15_000;
const GRACE_MS = 60_000;
const CANCEL_TIMEOUT_MS = 60_000;

export class JobRun implements SupervisedRun {
  readonly #around: JobSurroundings;
  readonly #run: StoredRun;
  readonly #references: () => References;
  readonly #onGone: () => void;
  readonly #leaving = new AbortController();
  readonly #concluded = new AbortController();
  #observer: JobObserver | undefined;
  #loop: Promise<void> = Promise.resolve();
  #isOver = false;
  /** A stop with savepoint is under way, which says itself how it ended. */
  #isStopping = false;
  #told: StateReading | undefined;
  #missingSince: number | undefined;

  constructor(around: JobSurroundings, run: StoredRun, references: () => References, onGone: () => void) {
    this.#around = around;
    this.#run = run;
    this.#references = references;
    this.#onGone = onGone;
  }

  start(): void {
    this.#loop = this.#work().catch((error: unknown) => {
      if (!this.#leaving.signal.aborted) this.#fail(toRunError(error));
    });
  }

  async pause(): Promise<void> {
    await this.#stopWithSavepoint('paused');
  }

  async stop({ cleanUp }: { readonly cleanUp: boolean }): Promise<void> {
    if (!cleanUp) return this.#stopWithSavepoint('stopped');
    const { runs } = this.#around;
    runs.setDesired(this.#run.id, 'stopped');
    runs.setCleanUp(this.#run.id, 'asked');
    if (this.#isGoing()) await this.cancel();
    try {
      await this.#around.cleanUp(this.#run, this.#references(), this.#leaving.signal);
      runs.setCleanUp(this.#run.id, 'done');
    } finally {
      this.#end();
    }
  }

  retake(): void {
    throw retakeNotHere(this.#run.id);
  }

  async cancel(): Promise<void> {
    const { runs } = this.#around;
    const { jobId } = this.#job();
    runs.setDesired(this.#run.id, 'stopped');
    try {
      await this.#client().cancel(jobId, { signal: this.#leaving.signal });
    } catch (error) {
      runs.setDesired(this.#run.id, 'running');
      throw error;
    }
    // The next look tells; a cluster that takes its time is not waited for for ever.
    await sleep(CANCEL_TIMEOUT_MS, this.#concluded.signal);
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#loop;
    this.#onGone();
  }

  async #work(): Promise<void> {
    if (this.#job().submission === 'planned') await this.#submit();
    let pause = this.#around.pollMs ?? POLL_MS;
    while (!this.#isOver && !this.#leaving.signal.aborted) {
      const isReached = await this.#look();
      pause = isReached ? (this.#around.pollMs ?? POLL_MS) : Math.min(MAX_POLL_MS, pause * 2);
      await sleep(pause, this.#leaving.signal);
    }
  }

  async #submit(): Promise<void> {
    this.#tell({ state: 'starting', reason: `it is submitted to ${this.#job().clusterName}` });
    try {
      const request = {
        client: this.#client(),
        run: this.#run,
        job: this.#job(),
        references: this.#references(),
      };
      const onSend = (): void => this.#change({ submission: 'sent', sentAt: Date.now() });
      await this.#around.submit(request, onSend, this.#leaving.signal);
      this.#change({ submission: 'accepted' });
    } catch (error) {
      if (this.#leaving.signal.aborted) return;
      const mayBeThere =
        error instanceof TailraceError && (error.retryable || error.code === 'flink-submission-unknown');
      // Sent, and the answer lost: whether it arrived is asked, by its id, and never tried again.
      if (this.#job().submission === 'sent' && mayBeThere) return;
      this.#fail(toRunError(error));
    }
  }

  /** One look at the job; false when the cluster could not be asked. */
  async #look(): Promise<boolean> {
    const job = this.#job();
    let seen: Observation;
    try {
      this.#observer ??= this.#around.observe(this.#client(), this.#run, this.#references);
      seen = await this.#observer.observe(job.jobId, this.#leaving.signal);
    } catch (error) {
      if (this.#leaving.signal.aborted || this.#isOver) return true;
      return this.#lookFailed(error);
    }
    this.#missingSince = undefined;
    if (job.submission !== 'accepted') this.#change({ submission: 'accepted' });
    for (const event of seen.events) this.#record(event);
    if (!this.#isStopping) {
      if (seen.hasRestarted) this.#tell(readRestart(seen));
      if (isTerminal(seen.details.state)) this.#concludeFrom(seen);
      else this.#tell(readState(seen));
    }
    return true;
  }

  #lookFailed(error: unknown): boolean {
    const { clusterName, submission, sentAt } = this.#job();
    const isMissing = error instanceof TailraceError && error.code === 'flink-job-not-found';
    if (!isMissing) {
      const why = error instanceof Error ? error.message : String(error);
      this.#tell({ state: 'unknown', reason: `${clusterName} does not say how the job is: ${why}` });
      return false;
    }
    // What was sent before this server began is as old as the clock says, and never younger than now.
    const age = submission === 'sent' && sentAt !== undefined ? Math.max(0, Date.now() - sentAt) : 0;
    this.#missingSince ??= performance.now() - age;
    if (performance.now() - this.#missingSince < (this.#around.graceMs ?? GRACE_MS)) {
      const reason =
        submission === 'sent'
          ? `the answer to the submission was lost, and ${clusterName} does not know the job so far`
          : `${clusterName} does not know the job just now`;
      this.#tell({ state: 'unknown', reason });
      return true;
    }
    this.#fail(submission === 'sent' ? notArrived(this.#job()) : lost(this.#job()));
    return true;
  }

  async #stopWithSavepoint(state: 'stopped' | 'paused'): Promise<void> {
    const { runs } = this.#around;
    const job = this.#job();
    if (job.submission !== 'accepted') throw notThereYet(job);
    const client = this.#client();
    const options = { signal: this.#leaving.signal };
    this.#isStopping = true;
    try {
      const request = await client.stopWithSavepoint(job.jobId, options);
      runs.setDesired(this.#run.id, state);
      this.#tell({ state: state === 'paused' ? 'pausing' : 'stopping', reason: 'a savepoint is made' });
      const path = await client.awaitSavepoint(job.jobId, request, options);
      // The last figures: what was sent until the savepoint counts.
      const last = await this.#observer?.observe(job.jobId, this.#leaving.signal).catch(() => undefined);
      for (const event of last?.events ?? []) this.#record(event);
      this.#keep({ path, at: Date.now(), kind: 'savepoint' });
      this.#conclude({ state, reason: `its savepoint is ${path}` });
    } catch (error) {
      // What becomes of the job, the next look tells: without the savepoint it goes on, or fails.
      if (!this.#leaving.signal.aborted) runs.setDesired(this.#run.id, 'running');
      throw error;
    } finally {
      this.#isStopping = false;
    }
  }

  #concludeFrom({ details, checkpoints, failure }: Observation): void {
    const checkpoint = checkpoints?.latestCompleted;
    switch (details.state) {
      case 'FINISHED': {
        // Somebody else stopped it with a savepoint: Flink calls both ends FINISHED.
        const savepoint = checkpoints?.latestSavepoint;
        if (savepoint?.stopsJob !== true || savepoint.path === undefined)
          return this.#conclude({ state: 'finished' });
        this.#keep({ path: savepoint.path, at: savepoint.triggeredAt, kind: 'savepoint' });
        return this.#conclude({ state: 'stopped', reason: `its savepoint is ${savepoint.path}` });
      }
      case 'CANCELED':
        return this.#conclude({ state: 'cancelled' });
      default:
        // Kept by the cluster when a job fails, where the submission or the cluster's settings ask for it.
        if (checkpoint?.path !== undefined)
          this.#keep({ path: checkpoint.path, at: checkpoint.triggeredAt, kind: 'checkpoint' });
        return this.#fail(
          failure ?? { code: 'flink-job-failed', message: 'Flink gave no reason.', data: {} },
        );
    }
  }

  #fail(error: RunError): void {
    this.#conclude({ state: 'failed' }, hideSecrets(error, secretValues(this.#references)));
  }

  #conclude({ state, reason }: StateReading, error?: RunError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#around.runs.setDesired(this.#run.id, state === 'paused' ? 'paused' : 'stopped');
    this.#record({
      type: 'state',
      at: Date.now(),
      state,
      ...(reason === undefined ? {} : { reason }),
      ...(error === undefined ? {} : { error }),
    });
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#concluded.abort();
    this.#leaving.abort();
    this.#onGone();
  }

  /** Only what is new: a job is asked every second, and says the same for days. */
  #tell(reading: StateReading): void {
    if (this.#isOver) return;
    const { state, reason } = reading;
    if (this.#told?.state === state && this.#told.reason === reason) return;
    this.#told = reading;
    this.#record({
      type: 'state',
      at: Date.now(),
      state,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #record(event: RunEvent): void {
    this.#around.recorder.record(this.#run, event);
  }

  #keep(savepoint: Savepoint): void {
    const others = this.#job().savepoints.filter(({ path }) => path !== savepoint.path);
    this.#change({ savepoints: [savepoint, ...others] });
  }

  #change(fields: Partial<StoredJob>): void {
    this.#around.runs.setJob(this.#run.id, { ...this.#job(), ...fields });
  }

  #job(): StoredJob {
    return jobOf(this.#around.runs.get(this.#run.id));
  }

  #client(): FlinkClient {
    return this.#around.client(this.#job().clusterId);
  }

  #isGoing(): boolean {
    return !ENDED.has(this.#around.runs.get(this.#run.id).state);
  }
}

const ENDED: ReadonlySet<RunState> = new Set(['stopped', 'paused', 'failed', 'finished', 'cancelled']);

export function jobOf(run: StoredRun): StoredJob {
  if (run.job === undefined) throw new Error(`internal: run ${run.id} is no job of a cluster`);
  return run.job;
}

function notArrived({ clusterName }: StoredJob): RunError {
  return {
    code: 'flink-submission-lost',
    message: `The submission did not reach ${clusterName}, which does not know the job. Nothing runs there for it: start it again.`,
    data: { cluster: clusterName },
  };
}

function lost({ clusterName, savepoints }: StoredJob): RunError {
  const from = savepoints[0] === undefined ? '' : ' Start it from its last savepoint, or anew.';
  return {
    code: 'flink-job-lost',
    message: `${clusterName} answers and does not know the job any more: it was started anew without high availability, and its jobs are gone.${from}`,
    data: { cluster: clusterName },
  };
}

function notThereYet({ clusterName }: StoredJob): TailraceError {
  return new TailraceError(
    'run-not-active',
    `The job is on its way to ${clusterName}. Stop it as soon as the cluster has it.`,
    { data: { cluster: clusterName } },
  );
}

/** Resolves after a while, or at once when the signal says so. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
