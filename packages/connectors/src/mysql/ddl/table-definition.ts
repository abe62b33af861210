// A table as MySQL itself defines it: what a statement changes, and what the types of the pipeline are read from.

export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** Names as information_schema.COLUMNS.DATA_TYPE has them; synonyms (INTEGER, BOOL, CHARACTER VARYING …) are resolved. */
export interface ColumnType {
  readonly name: string;
  /**
   * char, varchar: characters; binary, varbinary: bytes; bit: bits; decimal, float(m,d), double(m,d): digits; time, datetime, timestamp:
   * digits of the fraction; vector: dimensions. Of integers only the 1 of tinyint(1) is kept, which stands for BOOLEAN.
   */
  readonly length?: number;
  /** decimal, float, double: digits behind the point. */
  readonly decimals?: number;
  readonly unsigned?: boolean;
  readonly zerofill?: boolean;
  /** enum, set: the labels in their order. */
  readonly values?: readonly string[];
}

export interface ColumnDefinition {
  /** As written; MySQL finds columns whatever the case of their letters. */
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Of char, varchar, text, enum and set: `utf8mb4`, `latin1` …; undefined for types without. */
  readonly charset?: string;
  /**
   * SQL of the default: `'x'`, `0`, `current_timestamp()`, `(uuid())`; undefined: there is none, or it is NULL. How text is quoted
   * is normal: single quotes, doubled inside, no backslashes.
   */
  readonly default?: string;
  readonly comment?: string;
  readonly generated?: 'virtual' | 'stored';
  readonly autoIncrement?: boolean;
  /** Not part of `SELECT *`, but of the log's rows like any other. */
  readonly invisible?: boolean;
}

export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  /** Names of the columns, in the order of the key; empty: it has none. */
  readonly primaryKey: readonly string[];
  /** What columns without a character set of their own get. */
  readonly charset: string;
  readonly comment?: string;
}

/** MySQL's way of telling column names apart: letters in any case are the same. */
export function sameColumn(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

export function findColumn(columns: readonly ColumnDefinition[], name: string): ColumnDefinition | undefined {
  return columns.find((column) => sameColumn(column.name, name));
}
