// `tailrace export`: the document as Flink CDC accepts it. Findings go to standard error, so that the document can be piped on.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renderDiagnostic } from '@tailrace/core/diagnostics';
import { exportForFlink, TARGETS, type Target } from '@tailrace/core/pipeline';
import { flag, stringOption, UsageError, write, type Command } from '../command.ts';
import { hasSchema, readGivenTables, TABLE_OPTIONS } from '../known-tables.ts';
import { displayName, readDocument, refuseInvalid } from '../read-document.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'prints the document as Flink CDC accepts it, or says what it cannot do',
  usage: 'FILE [--target flink-cdc[@VERSION]] [--rewrite] [--tables-file FILE | --connect]',
  positionals: [1, 1],
  options: {
    target: {
      type: 'string',
      placeholder: 'flink-cdc[@VERSION]',
      description: `the release it is for: ${TARGETS.join(', ')}; newest when left out`,
    },
    rewrite: {
      type: 'boolean',
      description: 'writes expressions that the release would compute differently so that it does not',
    },
    ...TABLE_OPTIONS,
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const target = readTarget(stringOption(args, 'target') ?? 'flink-cdc');
    const document = await readDocument(file, io);
    if (await refuseInvalid(file, document, io)) return 1;
    const result = exportForFlink(document.yaml, document.pipeline, connectorCatalog, {
      target,
      rewrite: flag(args, 'rewrite'),
      tables: (await readGivenTables(args, document.text, io)).filter(hasSchema),
    });
    for (const found of result.findings) {
      await write(io.stderr, `${renderDiagnostic(document.text, found, displayName(file))}\n`);
    }
    if (result.text === undefined) return 1;
    await write(io.stdout, result.text);
    return 0;
  },
};

function readTarget(text: string): Target {
  const [system, version = 'newest', ...rest] = text.split('@');
  const target = TARGETS.find((one) => one === version);
  if (system === 'flink-cdc' && rest.length === 0 && target !== undefined) return target;
  throw new UsageError(
    `--target is flink-cdc or flink-cdc@VERSION with one of ${TARGETS.join(', ')}, got "${text}"`,
  );
}
