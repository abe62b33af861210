// The tables that a command is told of: listed, in a file, or asked of the source. Of some the columns are known, too.
import { eventFromJson } from '@tailrace/core/event';
import { explainTables } from '@tailrace/core/explain';
import type { PipelineDef } from '@tailrace/core/pipeline';
import { type TableId, type TableSchema, parseTableId } from '@tailrace/core/table';
import { parseDataType } from '@tailrace/core/types';
import { type CommandArgs, type CommandOption, type Io, UsageError, flag, stringOption } from './command.ts';
import { referencesFrom } from './run/references.ts';

export interface GivenTable {
  readonly table: TableId;
  /** Absent where only the name was given. */
  readonly schema?: TableSchema;
}

export interface TypedTable extends GivenTable {
  readonly schema: TableSchema;
}

const hasSchema = (given: GivenTable): given is TypedTable => given.schema !== undefined;

/** Those that the document captures, as far as their columns are known: a source is asked for all that it has. */
export function capturedTables(pipeline: PipelineDef, given: readonly GivenTable[]): readonly TypedTable[] {
  const { tables } = explainTables(
    pipeline,
    given.map(({ table }) => table),
  );
  return given.filter((_, at) => tables[at]?.captured === true).filter(hasSchema);
}

export const TABLE_OPTIONS = {
  'tables-file': {
    type: 'string',
    placeholder: 'FILE',
    description:
      'a file with a table on each line: its name, or a create.table event as JSON, which tells its columns',
  },
  connect: { type: 'boolean', description: 'asks the source of the document for its tables' },
} as const satisfies Record<string, CommandOption>;

/** Throws UsageError for what is no table. `text` is the document whose source `--connect` asks. */
export async function readGivenTables(
  args: CommandArgs,
  text: string,
  io: Io,
): Promise<readonly GivenTable[]> {
  const file = stringOption(args, 'tables-file');
  const lines = file === undefined ? [] : (await io.readText(file)).split(/\r?\n/);
  const listed = [...splitTables(stringOption(args, 'tables') ?? ''), ...lines]
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap(readLine);
  return flag(args, 'connect') ? [...listed, ...(await tablesOfSource(text, io))] : listed;
}

/** Events after a create.table do not count here: what matters is the table as it begins. */
function readLine(line: string): readonly GivenTable[] {
  if (!line.startsWith('{')) return [{ table: toTable(line) }];
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new UsageError(`a line of the tables file is neither a table nor JSON: ${line.slice(0, 80)}`);
  }
  const isCreate =
    typeof json === 'object' && json !== null && 'type' in json && json.type === 'create.table';
  if (!isCreate) return [];
  const event = eventFromJson(json, () => undefined);
  if (!event.ok) throw new UsageError(`a line of the tables file is no create.table: ${event.message}`);
  return event.value.type === 'create.table'
    ? [{ table: event.value.table, schema: event.value.schema }]
    : [];
}

function toTable(text: string): TableId {
  const table = parseTableId(text);
  if (table === undefined)
    throw new UsageError(`"${text}" is not a table: one to three parts joined by dots`);
  return table;
}

/** Asks the source of the document. The engine and the connectors are loaded only here: without --connect nothing is contacted. */
export async function tablesOfSource(text: string, io: Io): Promise<readonly TypedTable[]> {
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
  return found.map(({ table, columns }) => ({
    table: toTable(table),
    schema: {
      columns: columns.flatMap(({ name, type }) => {
        const parsed = parseDataType(type);
        return parsed === undefined ? [] : [{ name, type: parsed }];
      }),
      primaryKeys: columns.filter((column) => column.key).map((column) => column.name),
      partitionKeys: [],
      options: {},
    },
  }));
}

/** Commas between back-quotes belong to a name. */
const splitTables = (text: string): readonly string[] => text.match(/(?:`(?:[^`]|``)*`|[^,`])+/g) ?? [];
