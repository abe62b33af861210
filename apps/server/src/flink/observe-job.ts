// Everything that is asked of a job on each look: its state at every one, its figures at some, because Flink gathers them
// every few seconds only (`metrics.fetcher.update-interval`, 10 s by default).
import { TailraceError } from '@tailrace/core/diagnostics';
import type { RunError, RunEvent } from '@tailrace/engine/api';
import { isTerminal, type Checkpoints, type FlinkClient, type JobDetails } from '@tailrace/flink';
import { fromFailure } from './job-errors.ts';
import { jobMetrics, NO_FIGURES, type JobFigures } from './job-metrics.ts';
import { readFigures } from './read-figures.ts';
import type { SchemaWatch } from './schema-watch.ts';
import type { StateFacts } from './read-state.ts';

export interface Observation extends StateFacts {
  readonly details: JobDetails;
  readonly checkpoints: Checkpoints | undefined;
  /** It has restarted since the look before, and is past that: a restart may pass between two looks. */
  readonly hasRestarted: boolean;
  /** Of a job that failed, restarts, or has restarted. */
  readonly failure: RunError | undefined;
  /** Figures and changes to be told of the run. */
  readonly events: readonly RunEvent[];
}

export interface JobObserver {
  /** Rejects as the client does: `retryable` where the cluster cannot be asked, `flink-job-not-found`. */
  observe(jobId: string, signal: AbortSignal): Promise<Observation>;
}

export interface ObserverOptions {
  readonly client: FlinkClient;
  readonly schema: SchemaWatch;
  /** Adds what the jobs of the run before this one counted, and hides secrets. */
  readonly finish: (event: RunEvent) => RunEvent;
  readonly hideSecrets: (error: RunError) => RunError;
  readonly figuresMs?: number;
  /** Bytes of log that the source keeps for the job, where it can tell. */
  readonly retainedBytes: (signal: AbortSignal) => Promise<number | undefined>;
}

const FIGURES_MS = 3_000;

export function createJobObserver(options: ObserverOptions): JobObserver {
  const { client, schema } = options;
  let figures: JobFigures = NO_FIGURES;
  let checkpoints: Checkpoints | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let restartsAllowed: number | undefined;
  /** As told at the look before. Not held against the cluster's clock: its answers are up to `web.refresh-interval` old. */
  let lastRestartAt: number | undefined;

  async function readAll(details: JobDetails, signal: AbortSignal): Promise<RunEvent[]> {
    [figures, checkpoints] = await Promise.all([
      readFigures(client, details, figures, signal),
      client.checkpoints(details.id, { signal }).catch(ifNotThere),
    ]);
    const at = Date.now();
    const retainedBytes = await options.retainedBytes(signal).catch(() => undefined);
    const metrics = jobMetrics(details, figures, checkpoints);
    const events: RunEvent[] = [
      {
        type: 'metrics',
        at,
        metrics: { ...metrics, ...(retainedBytes === undefined ? {} : { retainedBytes }) },
      },
    ];
    return [...events, ...(await schema.look(figures.schemaChanges, signal))];
  }

  async function whyItFails(
    details: JobDetails,
    hasRestarted: boolean,
    signal: AbortSignal,
  ): Promise<RunError | undefined> {
    if (!hasRestarted && details.state !== 'FAILED' && !isRestarting(details)) return undefined;
    const exceptions = await client.exceptions(details.id, { signal });
    restartsAllowed =
      exceptions.restartsAllowed ?? restartsAllowed ?? (await allowedBySettings(client, signal));
    const cause = exceptions.rootCause;
    return cause === undefined ? undefined : options.hideSecrets(fromFailure(cause.failure));
  }

  return {
    observe: async (jobId, signal) => {
      const details = await client.job(jobId, { signal });
      const restartAt = details.enteredAt.get('RESTARTING') ?? -Infinity;
      const hasRestarted = restartAt > (lastRestartAt ?? Infinity) && !isRestarting(details);
      lastRestartAt = restartAt;
      const failure = await whyItFails(details, hasRestarted, signal);
      const isDue =
        isTerminal(details.state) || performance.now() - readAt >= (options.figuresMs ?? FIGURES_MS);
      const events = isDue ? await readAll(details, signal) : [];
      if (isDue) readAt = performance.now();
      return {
        details,
        checkpoints,
        hasRestarted,
        failure,
        cause: failure?.message,
        isSnapshotting: figures.isSnapshotting,
        restarts: figures.restarts,
        restartsAllowed,
        events: events.map(options.finish),
      };
    },
  };
}

const isRestarting = ({ state }: JobDetails): boolean => state === 'FAILING' || state === 'RESTARTING';

/** A job that makes no checkpoints has none to tell of. */
function ifNotThere(error: unknown): undefined {
  if (error instanceof TailraceError && error.code === 'flink-job-not-found') return undefined;
  throw error;
}

const ATTEMPTS = [
  'restart-strategy.fixed-delay.attempts',
  'restart-strategy.failure-rate.max-failures-per-interval',
  'restart-strategy.exponential-delay.attempts-before-reset-backoff',
];

/** Of the cluster's restart strategy; undefined where it restarts for ever or does not say. */
async function allowedBySettings(client: FlinkClient, signal: AbortSignal): Promise<number | undefined> {
  const settings = await client.settings({ signal }).catch(() => new Map<string, string>());
  const attempts = Number(ATTEMPTS.map((key) => settings.get(key)).find((value) => value !== undefined));
  return Number.isSafeInteger(attempts) && attempts < 1_000_000 ? attempts : undefined;
}
