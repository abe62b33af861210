// `tailrace launch`: the document on a Flink cluster, by its REST API and without Java here.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { TailraceError } from '@tailrace/core/diagnostics';
import { TARGETS } from '@tailrace/core/pipeline';
import {
  createFlinkClient,
  documentForFlink,
  followJob,
  launchOnFlink,
  type FlinkClient,
  type FlinkDocument,
  type JarSource,
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
import { capturedTables, readGivenTables, TABLE_OPTIONS } from '../known-tables.ts';
import { JAR_OPTIONS, jarSource, releaseIn, sightLine, writeFindings } from '../flink/flink-options.ts';
import { lineDifference } from '../line-difference.ts';
import { checkDocument } from '../read-document.ts';
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
    ...JAR_OPTIONS,
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
      description:
        'writes expressions that the release would compute differently so that it does not, and shows the lines',
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
      tables: capturedTables(checkDocument(text).pipeline, await readGivenTables(args, text, io)),
    });
    await writeFindings(io, text, findings, file);
    if (document === undefined) return 1;
    if (flag(args, 'rewrite')) await write(io.stderr, lineDifference(text, document.text));
    const jobId = await submit({ args, io, client, jars, document });
    await write(io.stdout, `${jobId}\n`);
    return flag(args, 'wait') ? await wait(client, jobId, io) : 0;
  },
};

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
    `"${of.document.name}" is submitted to ${client.url}${how(of.jars, uploaded)}. The job's id:\n`,
  );
  return jobId;
}

function how(jars: JarSource, uploaded: boolean): string {
  if (jars.kind === 'script') return ' by flink-cdc.sh';
  return uploaded ? '; its jar was uploaded' : '; the cluster had its jar already';
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
