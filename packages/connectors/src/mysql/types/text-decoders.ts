// Cells of a result set in text form as values of the pipeline: the same values as the log's cells give, which the tests hold to each other.
import type { DataType, TypeKind } from '@tailrace/core/types';
import { parseDecimal, type Value } from '@tailrace/core/value';
import type { ColumnDefinition } from '../ddl/index.ts';
import { decodeUtf8 } from '../values/charsets.ts';
import { ValueError } from '../../value-error.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';
import { geometryText } from '../values/geometry.ts';
import type { DateTimeFields } from '../values/temporal.ts';
import { compactJsonText } from '../values/json-text.ts';
import { isGeometry } from './data-type.ts';
import { dateValue, datetimeValue, timeValue } from './temporal-decoders.ts';

export interface TextFacts {
  readonly compactJson: boolean;
  readonly onZeroDate: (text: string) => void;
}

/** How a column is selected: FLOAT as text has six digits only, so it is asked for as the double that it is. */
export function selectExpression(column: ColumnDefinition): string {
  const name = quoteName(column.name);
  return column.type.name === 'float' ? `(${name} + 0e0)` : name;
}

export const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

type Make = (column: ColumnDefinition, type: DataType, facts: TextFacts) => CellDecoder;

const BY_KIND: { readonly [K in TypeKind]?: Make } = {
  BOOLEAN: ({ type }) =>
    type.name === 'bit'
      ? (buffer, at) => buffer[at] === 1
      : (buffer, at, length) => !(length === 1 && buffer[at] === 0x30),
  TINYINT: () => smallInteger,
  SMALLINT: () => smallInteger,
  INT: () => smallInteger,
  BIGINT: () => bigInteger,
  DECIMAL: () => decimal,
  FLOAT: () => (buffer, at, length) => Math.fround(double(buffer, at, length) as number),
  DOUBLE: () => double,
  CHAR: text,
  VARCHAR: text,
  BINARY: () => bytes,
  VARBINARY: () => bytes,
  DATE:
    (_, { nullable }, { onZeroDate }) =>
    (buffer, at) =>
      dateValue(dateFields(buffer, at), { nullable, onZeroDate }),
  TIME:
    ({ type }) =>
    (buffer, at, length) =>
      timeValue(timeFields(buffer, at, at + length), type.length ?? 0),
  TIMESTAMP: datetime,
  TIMESTAMP_LTZ: datetime,
  ARRAY: () => labels,
};

/** What a sink may make of a cell's text by itself, in the words of EncodedRows; empty where only the decoder knows. */
export function textKind(column: ColumnDefinition, type: DataType, compactJson: boolean): string {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return 'integer';
    case 'BOOLEAN':
      return column.type.name === 'bit' ? '' : 'boolean';
    case 'DECIMAL':
      return 'decimal';
    case 'TIMESTAMP':
      return 'datetime';
    case 'TIMESTAMP_LTZ':
      return 'timestamp';
    case 'CHAR':
    case 'VARCHAR':
      return isGeometry(column.type.name) || (column.type.name === 'json' && compactJson) ? '' : 'text';
    default:
      return '';
  }
}

export function textDecoder(column: ColumnDefinition, type: DataType, facts: TextFacts): CellDecoder {
  const make = BY_KIND[type.kind];
  if (make === undefined) throw new Error(`internal: no text form of ${type.kind}`);
  return make(column, type, facts);
}

function smallInteger(buffer: Buffer, at: number, length: number): number {
  const end = at + length;
  const negative = buffer[at] === 0x2d;
  let value = 0;
  for (let i = negative ? at + 1 : at; i < end; i++) value = value * 10 + (buffer[i] ?? 0) - 48;
  return negative ? -value : value;
}

function bigInteger(buffer: Buffer, at: number, length: number): bigint {
  return length <= 15
    ? BigInt(smallInteger(buffer, at, length))
    : BigInt(buffer.toString('latin1', at, at + length));
}

function decimal(buffer: Buffer, at: number, length: number): Value {
  const end = at + length;
  if (length > 15) return parseDecimal(buffer.toString('latin1', at, end)) ?? null;
  const negative = buffer[at] === 0x2d;
  let unscaled = 0;
  let scale = 0;
  let point = false;
  for (let i = negative ? at + 1 : at; i < end; i++) {
    const byte = buffer[i] ?? 0;
    if (byte === 0x2e) point = true;
    else {
      unscaled = unscaled * 10 + byte - 48;
      if (point) scale += 1;
    }
  }
  return { unscaled: BigInt(negative ? -unscaled : unscaled), scale };
}

const double: CellDecoder = (buffer, at, length) => Number(buffer.toString('latin1', at, at + length));

/** A copy: the batch's buffer is larger than it. */
const bytes: CellDecoder = (buffer, at, length) => new Uint8Array(buffer.subarray(at, at + length));

function text(column: ColumnDefinition, _: DataType, { compactJson }: TextFacts): CellDecoder {
  if (isGeometry(column.type.name)) return geometryText;
  if (column.type.name === 'json' && compactJson) {
    return (buffer, at, length) => compactJsonText(buffer.toString('utf8', at, at + length));
  }
  return decodeUtf8;
}

const labels: CellDecoder = (buffer, at, length) =>
  length === 0 ? [] : buffer.toString('utf8', at, at + length).split(',');

const two = (buffer: Buffer, at: number): number =>
  ((buffer[at] ?? 0) - 48) * 10 + (buffer[at + 1] ?? 0) - 48;

function dateFields(buffer: Buffer, at: number): DateTimeFields {
  return {
    year: two(buffer, at) * 100 + two(buffer, at + 2),
    month: two(buffer, at + 5),
    day: two(buffer, at + 8),
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
  };
}

/** Digits behind the point at `at` as microseconds. */
function micros(buffer: Buffer, at: number, end: number): number {
  let value = 0;
  let digits = 0;
  for (let i = at + 1; i < end && digits < 6; i++, digits++) value = value * 10 + (buffer[i] ?? 0) - 48;
  return at >= end ? 0 : value * 10 ** (6 - digits);
}

function datetime(
  { type: { length: fsp = 0 } }: ColumnDefinition,
  { nullable }: DataType,
  { onZeroDate }: TextFacts,
): CellDecoder {
  return (buffer, at, length) => {
    const end = at + length;
    if (length < 19) throw new ValueError(`"${buffer.toString('latin1', at, end)}" is no date and time.`);
    const fields = {
      ...dateFields(buffer, at),
      hour: two(buffer, at + 11),
      minute: two(buffer, at + 14),
      second: two(buffer, at + 17),
      micros: micros(buffer, at + 19, end),
    };
    return datetimeValue(fields, fsp, { nullable, onZeroDate });
  };
}

function timeFields(buffer: Buffer, from: number, end: number) {
  const negative = buffer[from] === 0x2d;
  const at = negative ? from + 1 : from;
  const colon = buffer.indexOf(0x3a, at);
  return {
    negative,
    hour: smallInteger(buffer, at, colon - at),
    minute: two(buffer, colon + 1),
    second: two(buffer, colon + 4),
    micros: micros(buffer, colon + 6, end),
  };
}
