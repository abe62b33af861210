// `tailrace export`: the document as Flink CDC accepts it. Findings go to standard error, so that the document can be piped on.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renderDiagnostic } from '@tailrace/core/diagnostics';
import { exportForFlink, TARGETS, type Target } from '@tailrace/core/pipeline';
import { flinkDeployment } from '@tailrace/flink';
import { flag, stringOption, UsageError, write, type Command } from '../command.ts';
import { capturedTables, readGivenTables, TABLE_OPTIONS } from '../known-tables.ts';
import { lineDifference } from '../line-difference.ts';
import { displayName, readDocument, refuseInvalid, type ReadDocument } from '../read-document.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'prints the document as Flink CDC accepts it, or says what it cannot do',
  usage:
    'FILE [--target flink-cdc[@VERSION]|kubernetes[@VERSION]] [--rewrite] [--tables-file FILE | --connect]',
  positionals: [1, 1],
  options: {
    target: {
      type: 'string',
      placeholder: 'TARGET',
      description: `flink-cdc for the document, kubernetes for a manifest of Flink's operator; @VERSION for a release: ${TARGETS.join(', ')}; newest when left out`,
    },
    rewrite: {
      type: 'boolean',
      description:
        'writes expressions that the release would compute differently so that it does not, and shows the lines',
    },
    ...TABLE_OPTIONS,
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const { system, target } = readTarget(stringOption(args, 'target') ?? 'flink-cdc');
    const document = await readDocument(file, io);
    if (await refuseInvalid(file, document, io)) return 1;
    const result = exportForFlink(document.yaml, document.pipeline, connectorCatalog, {
      target,
      rewrite: flag(args, 'rewrite'),
      tables: capturedTables(document.pipeline, await readGivenTables(args, document.text, io)),
    });
    for (const found of result.findings) {
      await write(io.stderr, `${renderDiagnostic(document.text, found, displayName(file))}\n`);
    }
    if (result.text === undefined) return 1;
    if (flag(args, 'rewrite')) await write(io.stderr, lineDifference(document.text, result.text));
    await write(io.stdout, system === 'kubernetes' ? manifestOf(document, result.text, target) : result.text);
    return 0;
  },
};

const SYSTEMS = ['flink-cdc', 'kubernetes'] as const;

function readTarget(text: string): { readonly system: (typeof SYSTEMS)[number]; readonly target: Target } {
  const [name, given, ...rest] = text.split('@');
  const system = SYSTEMS.find((one) => one === name);
  // An image is built of a release, and the newest source has none yet.
  const version = given ?? (system === 'kubernetes' ? '3.6' : 'newest');
  const target = TARGETS.find((one) => one === version);
  if (system !== undefined && rest.length === 0 && target !== undefined) return { system, target };
  throw new UsageError(
    `--target is flink-cdc or kubernetes, or either with @VERSION, one of ${TARGETS.join(', ')}; got "${text}"`,
  );
}

function manifestOf({ pipeline }: ReadDocument, text: string, target: Target): string {
  const { name, parallelism = 1 } = pipeline.options;
  const release = target === 'newest' ? '3.6' : target;
  return flinkDeployment({ document: text, name, parallelism, cdcVersion: `${release}.0` });
}
