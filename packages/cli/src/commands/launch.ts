// `tailrace launch`: the document on a Flink cluster, by its REST API and without Java here.
import { homedir } from 'node:os';
import path from 'node:path';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renderDiagnostic, TailraceError, type Diagnostic } from '@tailrace/core/diagnostics';
import { TARGETS } from '@tailrace/core/pipeline';
import {
  createFlinkClient,
  documentForFlink,
  followJob,
  launchOnFlink,
  readCdcJars,
  targetOf,
  type FlinkClient,
  type FlinkDocument,
  type JarSource,
  type JobSight,
} from '@tailrace/flink';
import {
  flag,
  stringOption,
  UsageError,
  write,
  type Command,
  type CommandArgs,
  type Io,
} from '../command.ts';
import { hasSchema, readGivenTables, TABLE_OPTIONS } from '../known-tables.ts';
import { displayName } from '../read-document.ts';
import { referencesFrom } from '../run/references.ts';

export const launch: Command = {
  name: 'launch',
  summary: 'submits the pipeline to a Flink cluster through Flink CDC',
  usage: 'FILE --engine flink --rest URL [--jars DIR] [--from-savepoint PATH] [--wait]',
  positionals: [1, 1],
  options: {
    engine: {
      type: 'string',
      values: ['flink'],
      description: 'flink, the only engine that is launched elsewhere',
    },
    rest: {
      type: 'string',
      placeholder: 'URL',
      description: "address of the cluster's REST API, http://HOST:8081; user:password@ for a proxy",
    },
    jars: {
      type: 'string',
      placeholder: 'DIR',
      description:
        'folder with flink-cdc-dist, the connectors and their drivers, or a home of Flink CDC; the variable FLINK_CDC_HOME where it is left out',
    },
    'cluster-lib': {
      type: 'boolean',
      description:
        'the cluster has Flink CDC and the connectors in its lib folder: nothing of them is uploaded',
    },
    'from-savepoint': {
      type: 'string',
      placeholder: 'PATH',
      description: 'goes on from this savepoint, a path as the cluster sees it',
    },
    'allow-non-restored-state': {
      type: 'boolean',
      description: 'leaves out state of the savepoint that the pipeline has no operator for any more',
    },
    target: {
      type: 'string',
      values: TARGETS,
      description: 'release of Flink CDC that is checked for; read from the jars where it is left out',
    },
    rewrite: {
      type: 'boolean',
      description: 'writes expressions that the release would compute differently so that it does not',
    },
    wait: { type: 'boolean', description: 'follows the job until it ends; 1 when it fails' },
    ...TABLE_OPTIONS,
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    if (stringOption(args, 'engine') !== 'flink') throw new UsageError('launch needs --engine flink');
    const rest = stringOption(args, 'rest');
    if (rest === undefined) throw new UsageError('launch needs --rest URL, the address of the cluster');
    const jars = jarSource(args, io);
    const text = await io.readText(file);
    const client = createFlinkClient({ url: rest });
    const { document, findings } = documentForFlink(text, connectorCatalog, {
      target: TARGETS.find((one) => one === stringOption(args, 'target')) ?? releaseIn(jars),
      rewrite: flag(args, 'rewrite'),
      tables: (await readGivenTables(args, text, io)).filter(hasSchema),
    });
    await writeFindings(io, text, findings, file);
    if (document === undefined) return 1;
    const jobId = await submit({ args, io, client, jars, document });
    await write(io.stdout, `${jobId}\n`);
    return flag(args, 'wait') ? await wait(client, jobId, io) : 0;
  },
};

function jarSource(args: CommandArgs, io: Io): JarSource {
  const folder = stringOption(args, 'jars') ?? io.env['FLINK_CDC_HOME'];
  if (flag(args, 'cluster-lib')) return { kind: 'cluster-lib' };
  if (folder === undefined) {
    throw new UsageError(
      'launch needs the jars of Flink CDC: --jars DIR or FLINK_CDC_HOME; or --cluster-lib where the cluster has them',
    );
  }
  return { kind: 'folder', folder, cacheFolder: path.join(cacheFolder(io), 'job-jars') };
}

const cacheFolder = (io: Io): string =>
  io.env['TAILRACE_CACHE'] ??
  path.join(io.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'tailrace');

function releaseIn(jars: JarSource) {
  if (jars.kind === 'cluster-lib') return targetOf(undefined);
  return targetOf(readCdcJars(jars.folder).version);
}

async function writeFindings(io: Io, text: string, findings: readonly Diagnostic[], file: string) {
  for (const found of findings) {
    await write(io.stderr, `${renderDiagnostic(text, found, displayName(file))}\n`);
  }
}

async function submit(of: {
  readonly args: CommandArgs;
  readonly io: Io;
  readonly client: FlinkClient;
  readonly jars: JarSource;
  readonly document: FlinkDocument;
}): Promise<string> {
  const { args, io, client } = of;
  const lookup = referencesFrom(io.env);
  const { jobId, uploaded } = await launchOnFlink({
    client,
    document: of.document,
    catalog: connectorCatalog,
    lookup: ({ kind, name }) => lookup(kind, name),
    jars: of.jars,
    savepointPath: stringOption(args, 'from-savepoint'),
    allowNonRestoredState: flag(args, 'allow-non-restored-state'),
    signal: io.signal,
    onStep: (step) => {
      if (step === 'uploading') io.stderr.write(`Asking ${client.url} …\n`);
    },
  });
  await write(
    io.stderr,
    `"${of.document.name}" is submitted to ${client.url}${uploaded ? '; its jar was uploaded' : '; the cluster had its jar already'}. The job's id:\n`,
  );
  return jobId;
}

async function wait(client: FlinkClient, jobId: string, io: Io): Promise<number> {
  try {
    const last = await followJob(client, jobId, {
      signal: io.signal,
      onSight: (sight) => {
        io.stderr.write(`${sightLine(sight)}\n`);
      },
    });
    return last.state === 'FINISHED' ? 0 : 1;
  } catch (error) {
    if (io.signal.aborted) {
      await write(io.stderr, `The job goes on; its id is ${jobId}.\n`);
      return 0;
    }
    if (error instanceof TailraceError && error.code === 'flink-job-not-found') {
      await write(
        io.stderr,
        `The cluster does not know the job any more (it was started anew, perhaps): ${jobId}. It is not submitted again by itself.\n`,
      );
      return 1;
    }
    throw error;
  }
}

function sightLine(sight: JobSight): string {
  const why = sight.failure === undefined ? '' : `: ${sight.failure.summary}`;
  switch (sight.state) {
    case 'UNKNOWN':
      return `UNKNOWN: ${sight.away?.message ?? 'the cluster cannot be reached'} The job may be running; asking on.`;
    case 'RESTARTING':
      return `RESTARTING (${sight.restarts}${sight.restartsAllowed === undefined ? '' : ` of ${sight.restartsAllowed}`})${why}`;
    default:
      return `${sight.state}${why}`;
  }
}
