// `tailrace validate`: everything that can be said about a document without connecting to anything, unless it is asked to.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { diagnosticToJson, renderDiagnostic } from '@tailrace/core/diagnostics';
import { checkTarget, inTextOrder, TARGETS } from '@tailrace/core/pipeline';
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
import { displayName, readDocument, type ReadDocument } from '../read-document.ts';

export const validate: Command = {
  name: 'validate',
  summary: 'checks a pipeline document without connecting to anything',
  usage: 'FILE [--target VERSION [--tables-file FILE | --connect]] [--format text|json]',
  positionals: [1, 1],
  options: {
    target: {
      type: 'string',
      values: TARGETS,
      description: 'also what this release of Flink CDC refuses or computes differently',
    },
    ...TABLE_OPTIONS,
    format: {
      type: 'string',
      values: ['text', 'json'],
      description: 'how the findings are printed; text when left out',
    },
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const document = await withTarget(await readDocument(file, io), args, io);
    if (stringOption(args, 'format') === 'json') await printJson(document, io);
    else await printText(file, document, io);
    return document.valid ? 0 : 1;
  },
};

async function withTarget(document: ReadDocument, args: CommandArgs, io: Io): Promise<ReadDocument> {
  const target = TARGETS.find((one) => one === stringOption(args, 'target'));
  if (target === undefined) {
    if (flag(args, 'connect') || stringOption(args, 'tables-file') !== undefined)
      throw new UsageError('validate looks at tables for a release only: give --target VERSION, too');
    return document;
  }
  const tables = capturedTables(document.pipeline, await readGivenTables(args, document.text, io));
  const found = checkTarget(document.yaml, document.pipeline, connectorCatalog, { target, tables });
  const valid = document.valid && found.every((one) => one.severity !== 'error');
  return { ...document, diagnostics: inTextOrder([...document.diagnostics, ...found]), valid };
}

async function printJson({ text, diagnostics, valid }: ReadDocument, io: Io): Promise<void> {
  const report = { valid, diagnostics: diagnostics.map((diagnostic) => diagnosticToJson(text, diagnostic)) };
  await write(io.stdout, `${JSON.stringify(report)}\n`);
}

async function printText(file: string, { text, diagnostics, valid }: ReadDocument, io: Io): Promise<void> {
  for (const diagnostic of diagnostics) {
    await write(io.stdout, `${renderDiagnostic(text, diagnostic, displayName(file))}\n\n`);
  }
  const count = (severity: string) => diagnostics.filter((one) => one.severity === severity).length;
  const found = [
    [count('error'), 'error'] as const,
    [count('warning'), 'warning'] as const,
    [count('info'), 'note'] as const,
  ]
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}${number === 1 ? '' : 's'}`);
  const summary = found.length === 0 ? 'nothing found' : found.join(', ');
  await write(io.stdout, `${displayName(file)} is ${valid ? 'valid' : 'not valid'}: ${summary}\n`);
}
