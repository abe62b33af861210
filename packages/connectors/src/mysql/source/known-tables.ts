// Tables as the stream has them at its position: definitions of all of them, since a table that nobody follows may take the place of one
// that is; and of the captured ones the schema that the pipeline knows.
import type { DiscoveredTable } from '@tailrace/engine/api';
import { formatTableId, tableId, type TableId, type TableSchema } from '@tailrace/core/table';
import type { TableDefinition, TableName } from '../ddl/index.ts';

export interface CapturedTable {
  readonly id: TableId;
  readonly name: TableName;
  /** Columns in the order of the events' rows. */
  schema: TableSchema;
  /** Undefined: not there (dropped, renamed away), or not known as it was at this position. */
  definition: TableDefinition | undefined;
  /** Grows with every change of the two above: what was made from them is stale then. */
  version: number;
  /** Made while the run goes on. */
  readonly isNew?: boolean;
}

export interface KnownTables {
  definitionOf(name: TableName): TableDefinition | undefined;
  define(name: TableName, definition: TableDefinition | undefined): void;
  captured(name: TableName): CapturedTable | undefined;
  allCaptured(): readonly CapturedTable[];
  /** Follows one more table, from here on. */
  adopt(name: TableName, schema: TableSchema, definition: TableDefinition): CapturedTable;
  namesIn(database: string): readonly TableName[];
}

const keyOf = ({ database, table }: TableName): string => formatTableId(tableId(database, table));

export function nameOf(id: TableId): TableName {
  const [database = '', table = ''] = id.parts;
  return { database, table };
}

/** `definitions`: by name as now; `captured`: with the schema at the position the stream begins. */
export function createKnownTables(
  definitions: readonly { readonly name: TableName; readonly definition: TableDefinition }[],
  captured: readonly { readonly table: DiscoveredTable; readonly definition: TableDefinition | undefined }[],
): KnownTables {
  const known = new Map(definitions.map(({ name, definition }) => [keyOf(name), { name, definition }]));
  const followed = new Map(
    captured.map(({ table, definition }): [string, CapturedTable] => {
      const name = nameOf(table.table);
      if (definition === undefined) known.delete(keyOf(name));
      else known.set(keyOf(name), { name, definition });
      return [keyOf(name), { id: table.table, name, schema: table.schema, definition, version: 0 }];
    }),
  );
  return {
    definitionOf: (name) => known.get(keyOf(name))?.definition,
    define(name, definition) {
      if (definition === undefined) known.delete(keyOf(name));
      else known.set(keyOf(name), { name, definition });
      const table = followed.get(keyOf(name));
      if (table === undefined) return;
      table.definition = definition;
      table.version += 1;
    },
    captured: (name) => followed.get(keyOf(name)),
    allCaptured: () => [...followed.values()],
    adopt(name, schema, definition) {
      const id = tableId(name.database, name.table);
      const table: CapturedTable = { id, name, schema, definition, version: 0, isNew: true };
      followed.set(keyOf(name), table);
      return table;
    },
    namesIn: (database) =>
      [...known.values()].flatMap(({ name }) => (name.database === database ? [name] : [])),
  };
}
