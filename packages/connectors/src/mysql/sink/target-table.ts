// A sink table as its catalogue has it now: what decides which way rows can be written.
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';
import type { DataType } from '@tailrace/core/types';
import type { Timestamp, Value } from '@tailrace/core/value';
import { ValueError } from '../../value-error.ts';
import type { MysqlSession, ResultRow } from '../connect.ts';
import { columnTypes, type ValueForm } from './column-type.ts';
import type { DdlOptions } from './ddl.ts';
import { quoteIdent, quoteTable, sinkName } from './sql-text.ts';

export interface TargetColumn {
  readonly name: string;
  /** As information_schema.COLUMNS.DATA_TYPE: `varchar`. */
  readonly dataType: string;
  /** As DDL: `varchar(20)`. */
  readonly columnType: string;
  readonly charset: string | undefined;
  readonly collation: string | undefined;
  /** Digits of the fraction of times. */
  readonly fraction: number;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
}

export interface TargetTable {
  readonly engine: string;
  /** In the table's order; generated columns are not among them. */
  readonly columns: ReadonlyMap<string, TargetColumn>;
  readonly hasGenerated: boolean;
  /** Column names of unique indexes, the primary key first. */
  readonly uniqueKeys: readonly (readonly string[])[];
}

/** Undefined when there is no such table. */
export async function readTarget(
  session: MysqlSession,
  id: TableId,
  options: DdlOptions,
): Promise<TargetTable | undefined> {
  const { database, table } = sinkName(id, options.database);
  const rows = await session.query(
    `SELECT t.TABLE_NAME AS tbl, t.ENGINE AS engine, c.COLUMN_NAME AS name, c.DATA_TYPE AS type, c.COLUMN_TYPE AS full_type,
            c.CHARACTER_SET_NAME AS charset, c.COLLATION_NAME AS collation, c.DATETIME_PRECISION AS fraction, c.IS_NULLABLE AS nullable,
            c.COLUMN_DEFAULT AS def, c.EXTRA AS extra
       FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
      WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ? AND t.TABLE_TYPE <> 'VIEW' ORDER BY c.ORDINAL_POSITION`,
    [database, table],
  );
  // The catalogue may compare names without case where tables of both exist.
  const exact = rows.filter((row) => row['tbl'] === table);
  const found = exact.length > 0 ? exact : rows;
  if (found.length === 0) return undefined;
  const keys = await session.query(
    `SELECT INDEX_NAME AS idx, COLUMN_NAME AS col, SUB_PART AS part, TABLE_NAME AS tbl FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0 ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX`,
    [database, table],
  );
  const indexes = new Map<string, string[]>();
  for (const { idx, col, part, tbl } of keys) {
    if (tbl !== found[0]?.['tbl']) continue;
    const columns = indexes.get(String(idx)) ?? [];
    indexes.set(String(idx), columns);
    // A part of a column or an expression is unique in another way than the column.
    columns.push(col === null || part !== null ? `\0${columns.length}` : String(col));
  }
  const isGenerated = (extra: unknown): boolean =>
    /GENERATED|PERSISTENT|VIRTUAL/iu.test(String(extra).replace(/DEFAULT_GENERATED/iu, ''));
  return {
    engine: String(found[0]?.['engine'] ?? ''),
    hasGenerated: found.some((row) => isGenerated(row['extra'])),
    uniqueKeys: [...indexes.values()],
    columns: new Map(
      found
        .filter((row) => !isGenerated(row['extra']))
        .map((row): [string, TargetColumn] => [
          String(row['name']),
          {
            name: String(row['name']),
            dataType: String(row['type']).toLowerCase(),
            columnType: String(row['full_type']),
            charset: textOf(row['charset']),
            collation: textOf(row['collation']),
            fraction: Number(row['fraction'] ?? 0),
            nullable: row['nullable'] === 'YES',
            hasDefault: row['def'] !== null,
          },
        ]),
    ),
  };
}

const textOf = (value: ResultRow[string] | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value).toLowerCase();

export interface PlannedColumn {
  readonly name: string;
  readonly quoted: string;
  readonly type: DataType;
  readonly form: ValueForm;
  readonly target: TargetColumn;
  /** Throws ValueError for a value that the column would change without a word. */
  readonly check: ((value: Value) => void) | undefined;
}

export interface WritePlan {
  readonly id: TableId;
  /** For messages. */
  readonly name: string;
  /** Quoted database and table. */
  readonly target: string;
  readonly schema: TableSchema;
  readonly columns: readonly PlannedColumn[];
  /** Positions of the key columns; empty for a table without one. */
  readonly keys: readonly number[];
  /** Unique keys beside that one: an upsert could meet a row by them that is not its own. */
  readonly otherUnique: boolean;
  /** The table has no other columns: REPLACE loses nothing. */
  readonly wholeRows: boolean;
  /** LOAD DATA may be used: the bytes of every column mean the same to it as to us. */
  readonly loadable: boolean;
}

/**
 * Throws `sink-table-missing`, `sink-table-not-transactional`, `sink-column-missing`, `sink-column-type`, `sink-key-missing`: the table is
 * not what the pipeline needs, and by which column.
 */
export function planWrites(
  id: TableId,
  schema: TableSchema,
  found: TargetTable | undefined,
  options: DdlOptions,
): WritePlan {
  const name = formatTableId(id);
  const target = quoteTable(sinkName(id, options.database));
  if (found === undefined) {
    throw fault('sink-table-missing', name, `does not exist, or this account cannot see it.`);
  }
  if (!/^(?:innodb|ndbcluster|rocksdb|tokudb)$/iu.test(found.engine)) {
    throw fault(
      'sink-table-not-transactional',
      name,
      `has the engine ${found.engine}, which has no transactions: rows and position could not be committed together. Run: ALTER TABLE ${target} ENGINE = InnoDB`,
      `ALTER TABLE ${target} ENGINE = InnoDB`,
    );
  }
  const types = columnTypes(schema);
  const columns = schema.columns.map((column, at): PlannedColumn => {
    const targetColumn = found.columns.get(column.name) ?? findFolded(found, column.name);
    if (targetColumn === undefined) {
      throw fault(
        'sink-column-missing',
        name,
        `has no column ${column.name}, which the pipeline writes. Add it, or leave it out in the projection.`,
      );
    }
    const wrong = losesSilently(column.type, targetColumn);
    if (wrong !== undefined) {
      throw fault(
        'sink-column-type',
        name,
        `has the column ${column.name} as ${targetColumn.columnType}, which ${wrong}.`,
      );
    }
    const form = types[at]?.form;
    if (form === undefined) throw new Error(`internal: no type for ${column.name}`);
    return {
      name: column.name,
      quoted: quoteIdent(column.name),
      type: column.type,
      form,
      target: targetColumn,
      check: checkFor(column.type, targetColumn),
    };
  });
  const keys = schema.primaryKeys.map((key) => schema.columns.findIndex((column) => column.name === key));
  const isOurs = (unique: readonly string[]): boolean =>
    unique.length === keys.length &&
    schema.primaryKeys.every((key) => unique.some((one) => fold(one) === fold(key)));
  if (keys.length > 0 && !found.uniqueKeys.some(isOurs)) {
    const remedy = `ALTER TABLE ${target} ADD PRIMARY KEY (${schema.primaryKeys.map(quoteIdent).join(', ')})`;
    throw fault(
      'sink-key-missing',
      name,
      `has no unique index on (${schema.primaryKeys.join(', ')}), the key by which rows are told apart. Run: ${remedy}`,
      remedy,
    );
  }
  return {
    id,
    name,
    target,
    schema,
    columns,
    keys,
    otherUnique: found.uniqueKeys.some((unique) => !isOurs(unique)),
    wholeRows: columns.length === found.columns.size && !found.hasGenerated,
    loadable: columns.every(({ target: column }) => isLoadable(column)),
  };
}

const fold = (name: string): string => name.toLowerCase();

function findFolded(found: TargetTable, name: string): TargetColumn | undefined {
  return [...found.columns.values()].find((column) => fold(column.name) === fold(name));
}

function fault(code: string, table: string, what: string, remedy?: string): TailraceError {
  return new TailraceError(code, `Sink table ${table} ${what}`, {
    data: { table, ...(remedy === undefined ? {} : { remedy }) },
  });
}

/** What MySQL would round or cut without even a note. */
function losesSilently(type: DataType, { dataType }: TargetColumn): string | undefined {
  const whole = type.kind === 'BIGINT' || type.kind === 'DECIMAL' || type.kind === 'INT';
  if (dataType === 'float' && (whole || type.kind === 'DOUBLE'))
    return 'rounds to 24 bits; make it DOUBLE or DECIMAL';
  if (dataType === 'double' && whole && type.kind !== 'INT')
    return 'rounds to 53 bits; make it BIGINT or DECIMAL';
  if (dataType === 'date' && type.kind.startsWith('TIMESTAMP')) return 'cuts the time; make it DATETIME(6)';
  return undefined;
}

function checkFor(type: DataType, target: TargetColumn): ((value: Value) => void) | undefined {
  if (type.kind === 'TIME' && target.fraction < 6) return (value) => checkNanos(value as number, target);
  if (
    type.kind.startsWith('TIMESTAMP') &&
    target.fraction < 6 &&
    /^(?:datetime|timestamp)$/u.test(target.dataType)
  ) {
    return (value) => {
      const { ms, nanos } = value as Timestamp;
      checkNanos((((ms % 1000) + 1000) % 1000) * 1e6 + nanos, target);
    };
  }
  if (target.dataType === 'char') {
    return (value) => {
      if (typeof value === 'string' && value.endsWith(' ')) {
        throw new ValueError(
          `${target.columnType} would drop the blanks at the end of ${JSON.stringify(value)}; make it VARCHAR.`,
        );
      }
    };
  }
  if (target.dataType === 'binary') {
    const length = Number(/\((\d+)\)/u.exec(target.columnType)?.[1] ?? '1');
    return (value) => {
      if (value instanceof Uint8Array && value.length < length) {
        throw new ValueError(
          `${target.columnType} would fill ${value.length} bytes up with zeros; make it VARBINARY.`,
        );
      }
    };
  }
  return undefined;
}

function checkNanos(nanos: number, { fraction, columnType }: TargetColumn): void {
  if (nanos % 10 ** (9 - fraction) === 0) return;
  throw new ValueError(
    `a fraction of ${nanos % 1e9} ns is finer than ${columnType} keeps; make it (6), or round in the projection.`,
  );
}

const PLAIN =
  /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|date|time|datetime|timestamp|year|binary|varbinary|tinyblob|blob|mediumblob|longblob)$/u;

function isLoadable({ dataType, charset }: TargetColumn): boolean {
  return (
    PLAIN.test(dataType) ||
    (charset === 'utf8mb4' && /^(?:char|varchar|tinytext|text|mediumtext|longtext)$/u.test(dataType))
  );
}
