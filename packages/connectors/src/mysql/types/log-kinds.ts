// How a sink may read the log's cells of a column by itself, in the words of EncodedTable; empty where only the decoder knows. A kind says
// all that matters of the cell's form, so that bytes can be turned into the sink's own without a value in between.
import type { DataType, TypeKind } from '@tailrace/core/types';
import { COLUMN, type LoggedColumn } from '../binlog/column-type.ts';
import { asciiIn } from '../values/charsets.ts';
import { charsetOf, TEXT, type ColumnFacts } from './log-decoders.ts';

type KindOf = (column: LoggedColumn, facts: ColumnFacts, type: DataType) => string;

const BY_TYPE: { readonly [K in TypeKind]?: KindOf } = {
  BOOLEAN: ({ type }) => (type === COLUMN.TINY ? 'boolean' : ''),
  TINYINT: integer,
  SMALLINT: integer,
  INT: integer,
  BIGINT: integer,
  DECIMAL: (column, facts) =>
    column.type === COLUMN.NEWDECIMAL
      ? `decimal:${column.precision ?? 0}:${column.scale ?? 0}`
      : integer(column, facts),
  FLOAT: float,
  DOUBLE: float,
  CHAR: text,
  VARCHAR: text,
  BINARY: bytes,
  VARBINARY: bytes,
  DATE: temporal,
  TIME: temporal,
  TIMESTAMP: temporal,
  TIMESTAMP_LTZ: temporal,
};

export function logKind(column: LoggedColumn, type: DataType, facts: ColumnFacts): string {
  return BY_TYPE[type.kind]?.(column, facts, type) ?? '';
}

const INTEGERS = new Set<number>([COLUMN.TINY, COLUMN.SHORT, COLUMN.INT24, COLUMN.LONG, COLUMN.LONGLONG]);

function integer({ type, size }: LoggedColumn, { unsigned }: ColumnFacts): string {
  if (!INTEGERS.has(type)) return '';
  return `${unsigned ? 'unsigned' : 'integer'}:${size}`;
}

function float({ type }: LoggedColumn): string {
  return type === COLUMN.FLOAT ? 'float' : type === COLUMN.DOUBLE ? 'double' : '';
}

function text(column: LoggedColumn, facts: ColumnFacts): string {
  const charset = TEXT.has(column.type) ? charsetOf(column, facts) : undefined;
  const ascii = charset === undefined ? undefined : asciiIn(charset);
  return ascii === 'utf8' ? 'text' : ascii === 'only' ? 'ascii-text' : '';
}

function bytes(column: LoggedColumn, _: ColumnFacts, type: DataType): string {
  if (column.type === COLUMN.STRING && type.kind === 'BINARY')
    return `padded:${column.maxBytes ?? type.length}`;
  return TEXT.has(column.type) || column.type === COLUMN.BIT || column.type === COLUMN.VECTOR ? 'bytes' : '';
}

/** The forms since MySQL 5.6. */
function temporal({ type, fsp = 0 }: LoggedColumn): string {
  switch (type) {
    case COLUMN.DATE:
    case COLUMN.NEWDATE:
      return 'date';
    case COLUMN.TIME2:
      return `time:${fsp}`;
    case COLUMN.DATETIME2:
      return `datetime:${fsp}`;
    case COLUMN.TIMESTAMP2:
      return `timestamp:${fsp}`;
    default:
      return '';
  }
}
