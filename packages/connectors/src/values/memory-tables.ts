// Tables in memory with transactions, as far as a test of the engine has to see them: what was not committed is gone after a crash.
import { TailraceError } from '@tailrace/core/diagnostics';
import {
  encodeRow,
  type ChangeEvent,
  type DataChangeEvent,
  type JsonRow,
  type SchemaChangeEvent,
} from '@tailrace/core/event';
import { applySchemaChange } from '@tailrace/core/schema-evolution';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import { UNSENT, type JsonValue, type Row } from '@tailrace/core/value';

interface MemoryTable {
  readonly schema: TableSchema;
  /** By key as JSON; tables without a key count their rows. */
  readonly rows: ReadonlyMap<string, Row>;
}

export interface MemoryTables {
  readonly committed: JsonValue | undefined;
  applySchemaChange(event: SchemaChangeEvent): 'applied' | 'already-there';
  /** Throws `row-exists` or `row-missing` where a real table would have refused or lost the row. */
  write(event: DataChangeEvent, how: { readonly schema: TableSchema; readonly upsertInserts: boolean }): void;
  commit(position: JsonValue): void;
  rollBack(): void;
  /** Committed rows of a table as JSON, in the order of their keys. */
  rows(table: string): readonly JsonRow[];
  schema(table: string): TableSchema | undefined;
  /** Everything that was committed, in order. */
  readonly log: readonly ChangeEvent[];
}

type State = ReadonlyMap<string, MemoryTable>;

export function createMemoryTables(): MemoryTables {
  let saved: State = new Map();
  let working = new Map(saved);
  let committed: JsonValue | undefined;
  let keyless = 0;
  const log: ChangeEvent[] = [];
  let pending: ChangeEvent[] = [];
  const own = new Map<string, Map<string, Row>>();

  /** The table's rows as this transaction may change them: copied on the first write. */
  const rowsToChange = (name: string, table: MemoryTable): Map<string, Row> => {
    const mine = own.get(name);
    if (mine !== undefined) return mine;
    const rows = new Map(table.rows);
    own.set(name, rows);
    working.set(name, { ...table, rows });
    return rows;
  };
  return {
    get committed() {
      return committed;
    },
    log,
    applySchemaChange(event) {
      const name = formatTableId(event.table);
      const table = working.get(name);
      if (event.type === 'create.table' && table !== undefined) return 'already-there';
      const schema = schemaAfter(table?.schema, event);
      if (schema === undefined) working.delete(name);
      else working.set(name, { schema, rows: reshape(table, schema, event) });
      own.delete(name);
      pending.push(event);
      return 'applied';
    },
    write(event, { schema, upsertInserts }) {
      const name = formatTableId(event.table);
      const table = working.get(name);
      if (table === undefined) throw fault('table-not-found', name, 'it was never created');
      const rows = rowsToChange(name, table);
      pending.push(event);
      if (!('before' in event)) {
        const key = keyOf(event.after, schema) ?? `#${(keyless += 1)}`;
        if (event.type === 'insert' && !upsertInserts && rows.has(key))
          throw fault('row-exists', name, `key ${key}`);
        rows.set(key, event.after);
        return;
      }
      const oldKey = keyOf(event.before, schema) ?? findRow(rows, event.before, schema);
      const old = oldKey === undefined ? undefined : rows.get(oldKey);
      if (oldKey !== undefined) rows.delete(oldKey);
      if (old === undefined && !upsertInserts)
        throw fault('row-missing', name, `for ${event.type} of key ${oldKey}`);
      if (event.type === 'delete') return;
      const after = event.after.map((value, at) => (value === UNSENT ? (old?.[at] ?? null) : value));
      rows.set(keyOf(after, schema) ?? oldKey ?? `#${(keyless += 1)}`, after);
    },
    commit(position) {
      committed = position;
      saved = new Map(working);
      own.clear();
      log.push(...pending);
      pending = [];
    },
    rollBack() {
      working = new Map(saved);
      own.clear();
      pending = [];
    },
    rows(table) {
      const found = saved.get(table);
      if (found === undefined) return [];
      const sorted = [...found.rows].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
      return sorted.map(([, row]) => encodeRow(row, found.schema));
    },
    schema: (table) => saved.get(table)?.schema,
  };
}

function schemaAfter(before: TableSchema | undefined, event: SchemaChangeEvent): TableSchema | undefined {
  if (event.type === 'create.table') return event.schema;
  if (event.type === 'drop.table') return undefined;
  if (before === undefined)
    throw fault('table-not-found', formatTableId(event.table), `it was never created, for ${event.type}`);
  return applySchemaChange(before, event);
}

function keyOf(row: Row, schema: TableSchema): string | undefined {
  if (schema.primaryKeys.length === 0) return undefined;
  const json = encodeRow(
    row.map((value) => (value === UNSENT ? null : value)),
    schema,
  );
  return JSON.stringify(schema.primaryKeys.map((name) => json[name]));
}

function findRow(rows: ReadonlyMap<string, Row>, row: Row, schema: TableSchema): string | undefined {
  const wanted = JSON.stringify(encodeRow(row, schema));
  for (const [key, candidate] of rows)
    if (JSON.stringify(encodeRow(candidate, schema)) === wanted) return key;
  return undefined;
}

/** Rows keep their values by column name; new columns are NULL. */
function reshape(
  old: MemoryTable | undefined,
  schema: TableSchema,
  event: SchemaChangeEvent,
): Map<string, Row> {
  if (old === undefined || event.type === 'truncate.table') return new Map();
  const renamed = event.type === 'rename.column' ? event.names : {};
  const places = new Map(old.schema.columns.map(({ name }, at) => [renamed[name] ?? name, at]));
  const from = schema.columns.map(({ name }) => places.get(name));
  return new Map(
    [...old.rows].map(([key, row]) => [key, from.map((at) => (at === undefined ? null : (row[at] ?? null)))]),
  );
}

const fault = (code: string, table: string, why: string): TailraceError =>
  new TailraceError(code, `The table ${table} in memory does not take this: ${why}.`, { data: { table } });
