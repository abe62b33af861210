// Before a launch on a cluster: the cluster and its jars, what its release makes of the document, and the source as far as it can be
// looked at from here. Changes nothing anywhere.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { lineAndColumn, TailraceError, type Diagnostic } from '@tailrace/core/diagnostics';
import { rewriteForTarget } from '@tailrace/core/pipeline';
import type { DiscoveredTable, PreflightCheck } from '@tailrace/engine/api';
import { chooseJars, documentForFlink, readCdcJars, type FlinkClient, type JarNeeds } from '@tailrace/flink';
import { jarSource } from '../clusters/jar-source.ts';
import { testCluster } from '../clusters/test-cluster.ts';
import type {
  ClusterFacts,
  ClusterSettings,
  InspectService,
  LaunchTarget,
  SinceLastRun,
} from '../contract/index.ts';
import type { DocumentReader } from '../pipelines/document-reader.ts';
import { goesOn } from '../runs/goes-on.ts';
import type { Storage } from '../storage/index.ts';
import { rewrittenLines } from './rewritten-lines.ts';
import type { SourceLooks } from './source-looks.ts';

export interface FlinkPreflightOptions {
  readonly storage: Storage;
  readonly documents: DocumentReader;
  readonly looks: SourceLooks;
  readonly client: (clusterId: string) => FlinkClient;
  readonly since: (pipelineId: string, text: string, target: LaunchTarget) => SinceLastRun | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Throws `cluster-not-found`; everything else is a check. */
export function createFlinkPreflight(options: FlinkPreflightOptions): InspectService['preflight'] {
  const { storage, documents, looks, env } = options;
  return async ({ text, pipelineId, target }, signal) => {
    if (target === undefined) throw new Error('internal: a preflight on no cluster');
    const { settings } = storage.clusters.get(target.clusterId);
    const { pipeline, yaml } = documents.read(text);
    const [report, source] = await Promise.all([
      testCluster(options.client(target.clusterId), settings, env, signal),
      lookAtSource(looks, text, signal),
    ]);
    const known = {
      target: settings.release,
      ...(source.tables === undefined ? {} : { tables: source.tables }),
    };
    const { document, findings } = documentForFlink(text, connectorCatalog, {
      ...known,
      rewrite: target.rewrite ?? false,
    });
    const parallelism = target.parallelism ?? document?.parallelism ?? 1;
    const last = pipelineId === undefined ? undefined : options.since(pipelineId, text, target);
    const checks = [
      ...(goesOn(last) ? [GOES_ON] : []),
      ...fromSavepoint(target),
      ...findings.map((finding) => findingCheck(text, settings.release, finding)),
      ...report.checks.map((check) =>
        check.name === 'task slots' ? slotsFor(check, parallelism, report.facts) : check,
      ),
      ...(document === undefined ? [] : jarsFor(document.needs, settings, env)),
      ...source.checks,
    ];
    const rows = source.tables?.map(({ rowEstimate }) => rowEstimate);
    return {
      checks,
      ...(last === undefined ? {} : { since: last }),
      rewriting: rewrittenLines(text, rewriteForTarget(yaml, pipeline, connectorCatalog, known)),
      ...(source.tables === undefined
        ? {}
        : { estimate: { tables: source.tables.length, ...sumOf(rows ?? []) } }),
    };
  };
}

const GOES_ON: PreflightCheck = {
  name: 'savepoint',
  status: 'ok',
  message:
    'The launch goes on from the savepoint with which the last run was stopped; no table is copied again. Choose “nothing” to begin with a new snapshot.',
};

function fromSavepoint({ from }: LaunchTarget): readonly PreflightCheck[] {
  if (from === undefined || from === null) return [];
  return [{ name: 'savepoint', status: 'ok', message: `The job starts from ${from}.` }];
}

function findingCheck(
  text: string,
  release: ClusterSettings['release'],
  { range, message, severity }: Diagnostic,
): PreflightCheck {
  const { line } = lineAndColumn(text, range.start);
  return {
    name: release === 'newest' ? `Flink CDC, line ${line}` : `Flink CDC ${release}, line ${line}`,
    status: severity === 'error' ? 'failed' : severity === 'warning' ? 'warning' : 'ok',
    message,
  };
}

function slotsFor(
  check: PreflightCheck,
  parallelism: number,
  facts: ClusterFacts | undefined,
): PreflightCheck {
  if (facts === undefined || facts.taskManagers === 0) return check;
  const { slotsFree, slotsTotal } = facts;
  const wanted = `The pipeline takes ${parallelism} of ${slotsTotal} slots, ${slotsFree} of which are free.`;
  if (parallelism <= slotsFree) return { ...check, status: 'ok', message: wanted };
  return {
    ...check,
    status: parallelism > slotsTotal ? 'failed' : 'warning',
    message: `${wanted} The job would wait for slots, and fail when its restarts are used up: lower the parallelism, stop other jobs, or add task managers.`,
  };
}

/** Those that the document needs, beyond what the folder holds at all. */
function jarsFor(
  needs: JarNeeds,
  { jars }: ClusterSettings,
  env: FlinkPreflightOptions['env'],
): readonly PreflightCheck[] {
  const name = 'jars of the document';
  try {
    const source = jarSource(jars, { cacheFolder: '', env });
    if (source.kind === 'cluster-lib') return [];
    const chosen = chooseJars(readCdcJars(source.folder), needs);
    return [
      {
        name,
        status: 'ok',
        message: `${chosen.length} jars make the job's jar, which is uploaded once per cluster.`,
      },
    ];
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return [{ name, status: 'failed', message: error.message }];
  }
}

interface SourceLook {
  readonly checks: readonly PreflightCheck[];
  readonly tables?: readonly DiscoveredTable[];
}

/** The cluster may reach what this machine does not: that is said, and keeps nobody from launching. */
async function lookAtSource(looks: SourceLooks, text: string, signal: AbortSignal): Promise<SourceLook> {
  try {
    const tables = await looks.discover(text, signal);
    if (tables.length === 0)
      return {
        tables,
        checks: [
          {
            name: 'tables',
            status: 'failed',
            message: 'The patterns of the source take none of the tables that the account sees.',
          },
        ],
      };
    const message = tables.length === 1 ? '1 table is captured.' : `${tables.length} tables are captured.`;
    return { tables, checks: [{ name: 'tables', status: 'ok', message }] };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    const why =
      error.code === 'only-on-flink'
        ? 'The tables of this source cannot be looked at from here: findings that depend on their types are not told, and the schema history of the run will have nothing.'
        : `The source cannot be looked at from here: ${error.message}`;
    return { checks: [{ name: 'source', status: 'warning', message: why }] };
  }
}

function sumOf(rows: readonly (number | undefined)[]): { rows?: number } {
  if (rows.includes(undefined)) return {};
  return { rows: rows.reduce<number>((sum, count) => sum + (count ?? 0), 0) };
}
