// Puts the server together, starts it, and takes it apart again in the other order.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { ReferenceLookup } from '@tailrace/engine';
import type { FlinkClient } from '@tailrace/flink';
import { createClusterService } from './clusters/cluster-service.ts';
import type { Services } from './contract/index.ts';
import { DemoHost } from './demo-host.ts';
import { createParityService } from './flink/compare-engines.ts';
import { createFlinkPreflight } from './flink/preflight-flink.ts';
import { createFlinkRuns, type FlinkRunsOptions } from './flink/flink-runs.ts';
import { createSourceLooks } from './flink/source-looks.ts';
import { createSubmit } from './flink/submit-job.ts';
import { findWebDist, findWorkerProgram } from './find-files.ts';
import { loadAccessToken } from './http/access-token.ts';
import { createApp } from './http/app.ts';
import { isLoopback, listen, type Listening } from './http/listen.ts';
import { createMetricsRegistry } from './metrics/registry.ts';
import { createInspectService } from './inspect/inspect-service.ts';
import { createLog, type Log } from './log.ts';
import { createDocumentReader } from './pipelines/document-reader.ts';
import { launchable } from './pipelines/launchable.ts';
import { sameRows } from './pipelines/same-rows.ts';
import { createPipelineService } from './pipelines/pipeline-service.ts';
import { createEventRecorder } from './runs/record-event.ts';
import { createEventSignal } from './runs/event-signal.ts';
import { createRunService, type LocalRunService } from './runs/run-service.ts';
import { ProcessRun, type ProcessSurroundings } from './runs/process-run.ts';
import { createSupervisor, type Supervisor } from './runs/supervisor.ts';
import { createSchemaHistoryService } from './schema-history/schema-history-service.ts';
import { collectReferences } from './secrets/collect-references.ts';
import { createSecretVault, type SecretVault } from './secrets/secret-service.ts';
import type { RunningServer, ServerOptions } from './server-options.ts';
import { openStorage, type Storage } from './storage/index.ts';

const DEFAULT_HOST = '127.0.0.1';
/** How long runs have to reach a checkpoint, and answers under way to finish. */
const RUN_GRACE_MS = 10_000;
const HTTP_GRACE_MS = 500;

/**
 * Listens first and works up the rest behind it, so that the page is there at once; `/readyz` tells when all is up. Throws
 * `folder-unusable`, `data-folder-in-use`, `database-corrupt`, `database-newer`, `secret-key-missing`, `port-in-use`, `cannot-listen`.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const dataDir = path.resolve(options.dataDir);
  const log = createLog(options.onLog);
  const storage = openStorage(dataDir);
  try {
    return await assemble(options, { dataDir, log, storage });
  } catch (error) {
    storage.close();
    throw error;
  }
}

interface Basis {
  readonly dataDir: string;
  readonly log: Log;
  readonly storage: Storage;
}

async function assemble(options: ServerOptions, basis: Basis): Promise<RunningServer> {
  const { dataDir, log, storage } = basis;
  const vault = createSecretVault(dataDir, storage.secrets, () =>
    storage.clusters.list().some(({ sealed }) => sealed !== undefined),
  );
  const demo = new DemoHost({
    dataDir,
    vault,
    pipelines: storage.pipelines,
    log,
    startDemo: options.startDemo,
  });
  const { services, supervisor, runs } = createServices(options, { ...basis, vault, demo });
  const host = options.host ?? DEFAULT_HOST;
  const token = options.token ?? (isLoopback(host) ? undefined : loadAccessToken(dataDir));
  let isReady = false;
  const app = createApp({
    services,
    sessions: storage.sessions,
    accessToken: token,
    webDist: options.webDist ?? findWebDist(),
    metrics: createMetricsRegistry(storage.runs, options.version),
    isReady: () => isReady,
    onError: (what, error) => log.error(what, error),
  });
  const listening = await listen(app, { host, port: options.port });
  const ready = (async () => {
    if (options.demo) await demo.start();
    runs.takeUp(options.onLog);
    isReady = true;
  })();
  ready.catch(() => undefined);
  return {
    port: listening.port,
    url: urlOf(host, listening.port, token),
    ready,
    stop: stopper({ listening, supervisor, demo, storage, ready, leave: () => (isReady = false) }),
  };
}

function createServices(
  options: ServerOptions,
  { dataDir, log, storage, vault, demo }: Basis & { vault: SecretVault; demo: DemoHost },
): { services: Services; supervisor: Supervisor; runs: LocalRunService } {
  const documents = createDocumentReader();
  const signals = createEventSignal();
  const stateRoot = path.join(dataDir, 'runs');
  const lookup: ReferenceLookup = (kind, name) =>
    kind === 'secret' ? vault.reveal(name) : options.env[name];
  const recorder = createEventRecorder({ ...storage, signals, onLog: options.onLog });
  const cluster = createFlink(options, { dataDir, storage, vault, recorder, documents, lookup });
  const { flink } = cluster;
  const processes: ProcessSurroundings = {
    runs: storage.runs,
    recorder,
    workerProgram: () => options.workerProgram ?? findWorkerProgram(),
    stateRoot,
    onLog: (line) => log.info(line),
  };
  const supervisor = createSupervisor({
    runs: storage.runs,
    recorder,
    supervise: (run, references, onGone) =>
      run.job === undefined
        ? new ProcessRun(processes, run, references(), onGone)
        : flink.supervise(run, references, onGone),
  });
  const runs = createRunService({
    runs: storage.runs,
    signals,
    supervisor,
    recorder,
    stateRoot,
    launchable: launchable(storage.pipelines, documents),
    makesSameRows: sameRows(documents),
    resolve: (text) => collectReferences(documents.read(text).pipeline, lookup),
    kept: flink.kept,
    jobs: flink.jobs,
  });
  const services: Services = {
    pipelines: createPipelineService({
      storage,
      documents,
      now: Date.now,
      forgetRun: (runId) => rmSync(path.join(stateRoot, runId), { recursive: true, force: true }),
    }),
    inspect: createInspectService(
      documents,
      lookup,
      (pipelineId, text) => runs.since(pipelineId, text),
      createFlinkPreflight({
        ...cluster.looking,
        since: (pipelineId, text, target) => runs.since(pipelineId, text, target),
      }),
    ),
    runs,
    parity: cluster.parity,
    schemaHistory: createSchemaHistoryService(storage.schemaHistory),
    secrets: vault,
    clusters: createClusterService({ storage, vault, env: options.env }),
    system: {
      info: () => ({
        version: options.version,
        ...demo.info(),
        connectors: [...new Set(connectorCatalog.connectors.map((connector) => connector.type))],
      }),
      resetDemo: async () => {
        const active = storage.runs.list().find((run) => supervisor.isGoing(run.id));
        if (active !== undefined) throw demoInUse(active.pipelineName);
        await demo.reset();
      },
    },
  };
  return { services, supervisor, runs };
}

interface FlinkParts extends Pick<FlinkRunsOptions, 'storage' | 'vault' | 'recorder' | 'documents'> {
  readonly dataDir: string;
  readonly lookup: ReferenceLookup;
}

/** Runs on clusters, and what a look at a launch there needs. */
function createFlink({ env }: ServerOptions, { dataDir, lookup, ...parts }: FlinkParts) {
  const { storage, documents } = parts;
  const looks = createSourceLooks(lookup);
  const cacheFolder = path.join(dataDir, 'flink-jars');
  const flink = createFlinkRuns({
    ...parts,
    looks,
    submit: createSubmit({ storage, looks, lookup, cacheFolder, env }),
  });
  const client = (clusterId: string): FlinkClient => flink.client(clusterId);
  const parity = createParityService({ storage, looks, lookup, client, cacheFolder, env });
  return { flink, parity, looking: { storage, documents, looks, client, env } };
}

function demoInUse(pipeline: string): TailraceError {
  return new TailraceError(
    'demo-in-use',
    `A run of ${pipeline} is going on. Stop the runs first: resetting drops the databases that they read and write.`,
    { data: { pipeline } },
  );
}

function stopper(parts: {
  listening: Listening;
  supervisor: Supervisor;
  demo: DemoHost;
  storage: Storage;
  ready: Promise<void>;
  leave: () => void;
}): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return async () => {
    stopping ??= (async () => {
      parts.leave();
      // A start that is still going on is not torn apart in the middle.
      await parts.ready.catch(() => undefined);
      await Promise.all([parts.listening.stop(HTTP_GRACE_MS), parts.supervisor.shutDown(RUN_GRACE_MS)]);
      await parts.demo.stop();
      parts.storage.close();
    })();
    await stopping;
  };
}

function urlOf(host: string, port: number, token: string | undefined): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const base = `http://${name}:${port}/`;
  return token === undefined ? base : `${base}login?token=${encodeURIComponent(token)}`;
}
