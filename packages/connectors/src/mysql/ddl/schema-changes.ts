// From one definition of a table to the next, as schema changes of the pipeline; and which values the log will not tell.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { SchemaChangeEvent } from '@tailrace/core/event';
import { applySchemaChange, schemaDifference } from '@tailrace/core/schema-evolution';
import { formatTableId, type Column, type TableId, type TableSchema } from '@tailrace/core/table';
import { quoteDefault } from './column-definition.ts';
import { maxBytesPerCharacter } from './charsets.ts';
import type { ColumnDefinition, ColumnType, TableDefinition } from './table-definition.ts';

export interface SchemaStep {
  readonly table: TableId;
  /** The table's schema in the pipeline before; columns that the source leaves out are in neither. */
  readonly schema: TableSchema;
  readonly before: TableDefinition;
  readonly after: TableDefinition;
  /** Of an `alter` effect. Without them (a table that took another's place) columns of equal names are the same. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly dropped?: readonly string[];
  /** How a definition reads in the pipeline's types. */
  readonly schemaOf: (definition: TableDefinition) => TableSchema;
}

export interface SchemaSteps {
  /** In an order that never needs two columns of one name: drop, rename, add, alter, comment. Applied to `schema` they lead to `result`. */
  readonly events: readonly SchemaChangeEvent[];
  /**
   * Columns in the order that the pipeline knows them, which is not that of the definition after a column was moved (MODIFY … AFTER):
   * there is no event for that, so rows have to be put in this order by name.
   */
  readonly result: TableSchema;
  /**
   * Columns (by their new names) whose values in the rows that are there have changed or come to be without row events, in a way that
   * a constant default does not tell: only reading the table again gives them.
   */
  readonly unknownValues: readonly string[];
}

/** Throws `mysql-primary-key-changed`: rows at the sink are told apart by the old key. */
export function schemaChanges(step: SchemaStep): SchemaSteps {
  const { table, after } = step;
  const renamed = step.renamed ?? {};
  const wanted = withImplicitDefaults(step.schemaOf(after), step);
  refuseOtherKey(step, wanted);
  const names = new Set(wanted.columns.map((column) => column.name));
  const events: SchemaChangeEvent[] = [];
  let result = step.schema;
  const add = (more: readonly SchemaChangeEvent[]): void => {
    for (const event of more) {
      events.push(event);
      result = applySchemaChange(result, event);
    }
  };
  const gone = new Set(step.dropped);
  const dropped = step.schema.columns
    .map(({ name }) => name)
    .filter((name) => gone.has(name) || !names.has(renamed[name] ?? name));
  if (dropped.length > 0) add([{ type: 'drop.column', table, columns: dropped }]);
  const moved = Object.fromEntries(
    Object.entries(renamed).filter(([from]) => result.columns.some((column) => column.name === from)),
  );
  if (Object.keys(moved).length > 0) add([{ type: 'rename.column', table, names: moved }]);
  add(schemaDifference(table, result, wanted));
  add(commentChanges(table, result, wanted));
  return {
    events,
    result: { ...result, primaryKeys: wanted.primaryKeys },
    unknownValues: unknownValues(step).filter((name) => names.has(name)),
  };
}

function refuseOtherKey(
  { table, schema, before, after, renamed = {} }: SchemaStep,
  wanted: TableSchema,
): void {
  const old = schema.primaryKeys.map((name) => renamed[name] ?? name);
  const same =
    old.length === wanted.primaryKeys.length && old.every((name) => wanted.primaryKeys.includes(name));
  if (same || before.primaryKey.join() === after.primaryKey.join()) return;
  throw new TailraceError(
    'mysql-primary-key-changed',
    `The primary key of ${formatTableId(table)} has changed from (${schema.primaryKeys.join(', ')}) to (${after.primaryKey.join(', ')}). Rows at the sink are told apart by the old one: start the pipeline anew, into an empty table.`,
    { data: { table: formatTableId(table) } },
  );
}

/** MySQL fills a new NOT NULL column that has no default: with 0, '' or the first label. */
function withImplicitDefaults(schema: TableSchema, step: SchemaStep): TableSchema {
  const old = keptColumns(step);
  return {
    ...schema,
    columns: schema.columns.map((column): Column => {
      const definition = step.after.columns.find((one) => one.name === column.name);
      if (definition === undefined || old.has(column.name) || column.default !== undefined) return column;
      const implicit = implicitDefault(definition);
      return implicit === undefined ? column : { ...column, default: implicit };
    }),
  };
}

/** Columns that were there, by their new names. */
function keptColumns({
  before,
  renamed = {},
  dropped = [],
}: SchemaStep): ReadonlyMap<string, ColumnDefinition> {
  const kept = before.columns.filter(({ name }) => !dropped.includes(name));
  return new Map(kept.map((column) => [renamed[column.name] ?? column.name, column]));
}

function implicitDefault({
  nullable,
  default: given,
  generated,
  autoIncrement,
  type,
}: ColumnDefinition): string | undefined {
  if (nullable || given !== undefined || generated !== undefined || autoIncrement === true) return undefined;
  if (/int$|^(?:decimal|float|double)$/u.test(type.name)) return '0';
  if (/(?:char|text|binary|blob)$|^set$/u.test(type.name)) return type.name === 'binary' ? undefined : "''";
  return type.name === 'enum' && type.values?.[0] !== undefined ? quoteDefault(type.values[0]) : undefined;
}

function commentChanges(
  table: TableId,
  before: TableSchema,
  after: TableSchema,
): readonly SchemaChangeEvent[] {
  const events: SchemaChangeEvent[] = [];
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const changed = after.columns.filter(
    (column) => (old.get(column.name)?.comment ?? '') !== (column.comment ?? ''),
  );
  if (changed.length > 0) {
    const types = Object.fromEntries(changed.map((column) => [column.name, column.type]));
    const comments = Object.fromEntries(changed.map((column) => [column.name, column.comment ?? '']));
    events.push({ type: 'alter.column.type', table, types, oldTypes: types, comments });
  }
  if ((before.comment ?? '') !== (after.comment ?? '')) {
    events.push({ type: 'alter.table.comment', table, comment: after.comment ?? '' });
  }
  return events;
}

function unknownValues(step: SchemaStep): readonly string[] {
  const old = keptColumns(step);
  return step.after.columns
    .filter((column) => {
      const was = old.get(column.name);
      return was === undefined ? !tellsOldRows(column) : !keepsValues(was, column);
    })
    .map((column) => column.name);
}

/** A new column whose value in old rows follows from its definition alone. */
function tellsOldRows(column: ColumnDefinition): boolean {
  if (column.generated !== undefined || column.autoIncrement === true) return false;
  if (column.default === undefined) return column.nullable || implicitDefault(column) !== undefined;
  return /^(?:-?[\d.]+(?:[eE][+-]?\d+)?|'.*')$/su.test(column.default);
}

const ORDER: readonly (readonly string[])[] = [
  ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'],
  ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'],
  ['varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'],
];

/** Whether every value stays what it is, as the pipeline sees it. */
function keepsValues(was: ColumnDefinition, now: ColumnDefinition): boolean {
  if (was.generated !== undefined || now.generated !== undefined) {
    return was.generated === now.generated && sameType(was.type, now.type);
  }
  if (was.charset !== undefined && now.charset !== undefined && !holdsCharacters(was.charset, now.charset)) {
    return false;
  }
  if ((was.type.unsigned ?? false) !== (now.type.unsigned ?? false)) return false;
  return holdsType(was.type, now.type);
}

function holdsType(was: ColumnType, now: ColumnType): boolean {
  const length = (type: ColumnType): number => type.length ?? 0;
  if (was.name !== now.name) {
    return ORDER.some(
      (kinds) => kinds.includes(was.name) && kinds.indexOf(now.name) > kinds.indexOf(was.name),
    );
  }
  if (ORDER[0]?.includes(was.name) === true) return true;
  switch (was.name) {
    case 'enum':
    case 'set':
      return (was.values ?? []).every((label, at) => now.values?.[at] === label);
    case 'decimal': {
      const whole = (type: ColumnType): number => length(type) - (type.decimals ?? 0);
      return was.decimals === now.decimals && whole(now) >= whole(was);
    }
    case 'bit':
    case 'binary':
    case 'float':
    case 'double':
      return sameType(was, now);
    default:
      return length(now) >= length(was);
  }
}

/** Text moves to another character set whole only where that has every letter. */
function holdsCharacters(from: string, to: string): boolean {
  if (from === to || from === 'ascii') return true;
  return /^utf8mb4$|^utf16|^utf32$/u.test(to) || (to === 'utf8mb3' && maxBytesPerCharacter(from) < 4);
}

function sameType(a: ColumnType, b: ColumnType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
