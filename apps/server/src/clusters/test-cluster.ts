// Whether a cluster can take pipelines: each thing asked is a named check, with what was seen and what mends it.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { PreflightCheck } from '@tailrace/engine/api';
import type { ClusterOverview, FlinkClient, Metaspace } from '@tailrace/flink';
import type { ClusterReport, ClusterSettings } from '../contract/index.ts';
import { checkJars } from './check-jars.ts';

/** Each submission with an uploaded jar leaves some 15 MB of classes in the job manager, also one that fails. */
const METASPACE_WANTED = 512 * 1024 * 1024;
const METASPACE_FULL = 0.85;

/** Never throws for what the cluster does; a call that was aborted rejects. */
export async function testCluster(
  client: FlinkClient,
  choices: Pick<ClusterSettings, 'jars' | 'release'>,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<ClusterReport> {
  let overview: ClusterOverview;
  try {
    overview = await client.overview({ signal });
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return {
      checks: [{ name: 'cluster', status: 'failed', message: error.message }, checkJars(choices, env)],
    };
  }
  const [features, settings, metaspace] = await Promise.all([
    client.features({ signal }),
    client.settings({ signal }),
    readMetaspace(client, signal),
  ]);
  return {
    checks: [
      {
        name: 'cluster',
        status: 'ok',
        message: `Reachable: Flink ${overview.flinkVersion} with ${count(overview.taskManagers, 'task manager')}.`,
      },
      slotsCheck(overview),
      ...(metaspace === undefined ? [] : [metaspaceCheck(metaspace)]),
      uploadCheck(features.uploadAllowed),
      ...stateChecks(settings),
      checkJars(choices, env),
    ],
    facts: {
      flinkVersion: overview.flinkVersion,
      taskManagers: overview.taskManagers,
      slotsFree: overview.slotsFree,
      slotsTotal: overview.slotsTotal,
      jobsRunning: overview.jobsRunning,
      uploadAllowed: features.uploadAllowed,
      ...(metaspace === undefined
        ? {}
        : {
            metaspace: {
              used: metaspace.used,
              ...(metaspace.max === undefined ? {} : { max: metaspace.max }),
            },
          }),
    },
  };
}

const count = (value: number, one: string): string => `${value} ${one}${value === 1 ? '' : 's'}`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

/** Flink gathers metrics when they are asked for; the first answer may hold none. */
async function readMetaspace(client: FlinkClient, signal: AbortSignal): Promise<Metaspace | undefined> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const metaspace = await client.metaspace({ signal }).catch(() => undefined);
    if (metaspace !== undefined) return metaspace;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return undefined;
}

function slotsCheck({ slotsFree, slotsTotal, taskManagers }: ClusterOverview): PreflightCheck {
  if (taskManagers === 0)
    return {
      name: 'task slots',
      status: 'warning',
      message:
        'No task manager has come up: a job would wait for slots, and fail when its restarts are used up.',
    };
  return {
    name: 'task slots',
    status: slotsFree === 0 ? 'warning' : 'ok',
    message: `${slotsFree} of ${count(slotsTotal, 'slot')} are free; a pipeline takes as many as its parallelism.`,
  };
}

function metaspaceCheck({ used, max }: Metaspace): PreflightCheck {
  const name = 'job manager metaspace';
  if (max === undefined) return { name, status: 'ok', message: `${megabytes(used)} used, without a limit.` };
  const message = `${megabytes(used)} of ${megabytes(max)} used.`;
  if (used <= max * METASPACE_FULL && max >= METASPACE_WANTED) return { name, status: 'ok', message };
  const why =
    used > max * METASPACE_FULL
      ? 'It is nearly full: the next submissions may end the job manager. Restart it.'
      : 'Each submission takes some of it that never comes back, until the job manager dies. Give it 512 MB.';
  return {
    name,
    status: 'warning',
    message: `${message} ${why}`,
    remedy: 'jobmanager.memory.jvm-metaspace.size: 512m',
  };
}

function uploadCheck(isAllowed: boolean): PreflightCheck {
  if (isAllowed)
    return { name: 'jar upload', status: 'ok', message: 'The cluster takes jars and runs them.' };
  return {
    name: 'jar upload',
    status: 'failed',
    message: 'The cluster takes no jars, so nothing can be submitted to it.',
    remedy: 'web.submit.enable: true',
  };
}

/** The newer and the older name of a setting (Flink 1.20, docs/deployment/config). */
const SAVEPOINT_FOLDER = ['execution.checkpointing.savepoint-dir', 'state.savepoints.dir'];
const CHECKPOINT_INTERVAL = 'execution.checkpointing.interval';

function stateChecks(settings: ReadonlyMap<string, string>): readonly PreflightCheck[] {
  const folder = SAVEPOINT_FOLDER.map((key) => settings.get(key)).find((value) => value !== undefined);
  const interval = settings.get(CHECKPOINT_INTERVAL);
  return [
    folder === undefined
      ? {
          name: 'savepoints',
          status: 'warning',
          message:
            'The cluster has no folder for savepoints: a run there can be cancelled, but neither stopped with a savepoint nor rescaled.',
          remedy: 'execution.checkpointing.savepoint-dir: file:///path/that/all/task/managers/see',
        }
      : { name: 'savepoints', status: 'ok', message: `They go to ${folder}.` },
    interval === undefined
      ? {
          name: 'checkpoints',
          status: 'warning',
          message:
            'The cluster makes no checkpoints by itself: after a failure a job begins with a snapshot again.',
          remedy: 'execution.checkpointing.interval: 10s',
        }
      : { name: 'checkpoints', status: 'ok', message: `Every ${interval}.` },
  ];
}
