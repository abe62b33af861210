// `tailrace explain`: what a document does with each table, without reading a row of it.
import { type ExplainResult, type ExplainedTable, explainTables, tableTraps } from '@tailrace/core/explain';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { type Diagnostic, diagnosticToJson, renderDiagnostic } from '@tailrace/core/diagnostics';
import { type ExpressionDifference, TARGETS, explainTarget } from '@tailrace/core/pipeline';
import { type Command, UsageError, flag, stringOption, write } from '../command.ts';
import { TABLE_OPTIONS, capturedTables, readGivenTables } from '../known-tables.ts';
import { displayName, readDocument, refuseInvalid } from '../read-document.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'says for each table: captured or not, which rules apply, which sink tables it ends in',
  usage: 'FILE --tables A,B,… | --tables-file FILE | --connect [--target VERSION] [--format text|json]',
  positionals: [1, 1],
  options: {
    tables: { type: 'string', placeholder: 'A,B,…', description: 'the tables, separated by commas' },
    ...TABLE_OPTIONS,
    target: {
      type: 'string',
      values: TARGETS,
      description: 'what this release of Flink CDC computes differently, expression by expression',
    },
    format: {
      type: 'string',
      values: ['text', 'json'],
      description: 'how the answer is printed; text when left out',
    },
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const target = TARGETS.find((one) => one === stringOption(args, 'target'));
    const isGiven = ['tables', 'tables-file'].some((name) => stringOption(args, name) !== undefined);
    if (!flag(args, 'connect') && !isGiven && target === undefined) {
      throw new UsageError(
        'tailrace explain needs --tables A,B,…, --tables-file FILE, --connect or --target VERSION',
      );
    }
    const document = await readDocument(file, io);
    const given = await readGivenTables(args, document.text, io);
    if (await refuseInvalid(file, document, io)) return 1;
    const { pipeline } = document;
    const result = explainTables(
      pipeline,
      given.map(({ table }) => table),
    );
    const captured = capturedTables(pipeline, given);
    const traps = tableTraps(document.yaml, pipeline, connectorCatalog, captured);
    const expressions =
      target === undefined
        ? undefined
        : explainTarget(pipeline, connectorCatalog, { target, tables: captured });
    if (stringOption(args, 'format') === 'json') {
      const more = {
        ...(traps.length === 0
          ? {}
          : { diagnostics: traps.map((one) => diagnosticToJson(document.text, one)) }),
        ...(expressions === undefined ? {} : { target, expressions }),
      };
      await write(io.stdout, `${JSON.stringify({ ...result, ...more })}\n`);
      return 0;
    }
    if (given.length > 0) await write(io.stdout, inWords(result));
    const render = (one: Diagnostic) => `${renderDiagnostic(document.text, one, displayName(file))}\n\n`;
    for (const trap of traps) await write(io.stdout, render(trap));
    if (expressions !== undefined) await write(io.stdout, differencesInWords(expressions, target ?? ''));
    return 0;
  },
};

function differencesInWords(expressions: readonly ExpressionDifference[], target: string): string {
  if (expressions.length === 0)
    return `Flink CDC ${target} computes every expression as the newest release does\n`;
  return expressions
    .map(({ transform, field, expression, differences, rewritten }) => {
      const lines = differences.map(({ message }) => `  ${message}`);
      const instead = rewritten === undefined ? [] : [`  the same in both: ${rewritten}`];
      return [`${field} of transform ${transform + 1}: ${expression}`, ...lines, ...instead, ''].join('\n');
    })
    .join('');
}

function inWords({ tables, unmatched }: ExplainResult): string {
  const lines = tables.flatMap(describe);
  if (unmatched.patterns.length > 0) lines.push(`no table matches: ${unmatched.patterns.join(', ')}`);
  const numbers = (indexes: readonly number[]) => indexes.map((index) => index + 1).join(', ');
  if (unmatched.transforms.length > 0) lines.push(`no table uses transform ${numbers(unmatched.transforms)}`);
  if (unmatched.routes.length > 0) lines.push(`no table uses route ${numbers(unmatched.routes)}`);
  return `${lines.join('\n')}\n`;
}

function describe(table: ExplainedTable): string[] {
  if (!table.captured) return [`${table.table}: not captured`];
  const pattern = table.pattern === undefined ? '' : ` by ${table.pattern}`;
  const transform = table.transforms.map((index) => `  transform ${index + 1} applies`);
  const ways = table.sinkTables.map((sinkTable, at) => {
    const route = table.routes[at];
    return `  goes to ${sinkTable}${route === undefined ? '' : ` by route ${route + 1}`}`;
  });
  return [`${table.table}: captured${pattern}`, ...transform, ...ways];
}
