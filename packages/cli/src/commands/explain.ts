// `tailrace explain`: what a document does with each table, without reading a row of it.
import { type ExplainResult, type ExplainedTable, explainTables } from '@tailrace/core/explain';
import { type TableId, parseTableId } from '@tailrace/core/table';
import {
  type Command,
  type CommandArgs,
  type Io,
  UsageError,
  flag,
  stringOption,
  write,
} from '../command.ts';
import { readDocument, refuseInvalid } from '../read-document.ts';
import { referencesFrom } from '../run/references.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'says for each table: captured or not, which rules apply, which sink tables it ends in',
  usage: 'FILE --tables A,B,… | --tables-file FILE | --connect [--format text|json]',
  positionals: [1, 1],
  options: {
    tables: { type: 'string', placeholder: 'A,B,…', description: 'the tables, separated by commas' },
    'tables-file': { type: 'string', placeholder: 'FILE', description: 'a file with a table on each line' },
    connect: { type: 'boolean', description: 'asks the source of the document for its tables' },
    format: {
      type: 'string',
      values: ['text', 'json'],
      description: 'how the answer is printed; text when left out',
    },
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    if (
      !flag(args, 'connect') &&
      stringOption(args, 'tables') === undefined &&
      stringOption(args, 'tables-file') === undefined
    ) {
      throw new UsageError('tailrace explain needs --tables A,B,…, --tables-file FILE or --connect');
    }
    const given = await readTables(args, io);
    const document = await readDocument(file, io);
    if (await refuseInvalid(file, document, io)) return 1;
    const tables = flag(args, 'connect') ? [...given, ...(await askSource(document.text, io))] : given;
    const result = explainTables(document.pipeline, tables);
    if (stringOption(args, 'format') === 'json') await write(io.stdout, `${JSON.stringify(result)}\n`);
    else await write(io.stdout, inWords(result));
    return 0;
  },
};

async function readTables(args: CommandArgs, io: Io): Promise<readonly TableId[]> {
  const listed = stringOption(args, 'tables');
  const file = stringOption(args, 'tables-file');
  const lines = file === undefined ? [] : (await io.readText(file)).split(/\r?\n/);
  return [...splitTables(listed ?? ''), ...lines]
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(toTable);
}

function toTable(text: string): TableId {
  const table = parseTableId(text);
  if (table === undefined)
    throw new UsageError(`"${text}" is not a table: one to three parts joined by dots`);
  return table;
}

/** The engine and the connectors are loaded only here: without --connect nothing is contacted. */
async function askSource(text: string, io: Io): Promise<readonly TableId[]> {
  const [{ discoverTables }, { connectorRegistry }] = await Promise.all([
    import('@tailrace/engine'),
    import('@tailrace/connectors/registry'),
  ]);
  const found = await discoverTables({
    text,
    registry: connectorRegistry,
    resolveReference: referencesFrom(io.env),
    signal: io.signal,
  });
  return found.map(({ table }) => toTable(table));
}

/** Commas between back-quotes belong to a name. */
const splitTables = (text: string): readonly string[] => text.match(/(?:`(?:[^`]|``)*`|[^,`])+/g) ?? [];

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
