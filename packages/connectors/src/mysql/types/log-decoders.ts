// Cells of the log as values of the pipeline's types: what a logged column of one kind becomes when the table's schema says a certain type.
// A pair that is not here is a table that changed without the log telling, and nothing is guessed then.
import type { DataType, TypeKind } from '@tailrace/core/types';
import { COLUMN, type LoggedColumn } from '../binlog/column-type.ts';
import { inflateColumn } from '../binlog/mariadb-compression.ts';
import { asciiIn, charsetDecoder, decodeUtf8 } from '../values/charsets.ts';
import type { CellDecoder } from '../values/cell-decoder.ts';
import { charsetOfCollation } from '../values/collations.ts';
import { decimalReader } from '../values/decimal.ts';
import { geometryText } from '../values/geometry.ts';
import { readBigInt, readBigUint, readInt, readUint } from '../values/integers.ts';
import { COMPACT, jsonText, readJsonDocument, SPACED } from '../values/json-document.ts';
import { keptText } from '../values/kept-text.ts';
import { labelDecoder, labelsDecoder } from '../values/labels.ts';
import { dateDecoder, datetimeDecoder, timeDecoder, timestampDecoder } from './temporal-decoders.ts';
import { formatDecimal } from '@tailrace/core/value';

/** What the log does not say of a column, or not always. */
export interface ColumnFacts {
  readonly unsigned: boolean;
  /** Character set; undefined of a column without one, and where it is not known. */
  readonly charset: string | undefined;
  /** Of ENUM and SET. */
  readonly labels: readonly string[] | undefined;
  readonly nullable: boolean;
  /** JSON without blanks, as Flink CDC's use.legacy.json.format writes it. */
  readonly compactJson: boolean;
  /** A value that no calendar has was turned to NULL or 1970. */
  readonly onZeroDate: (text: string) => void;
  /** Types that only MariaDB's catalogue tells: "uuid", "inet4", "inet6". */
  readonly special?: string | undefined;
}

type DecoderOf<T> = (column: LoggedColumn, type: T, facts: ColumnFacts) => CellDecoder | undefined;
type OfKind<K extends TypeKind> = Extract<DataType, { kind: K }>;

const BY_KIND: { readonly [K in TypeKind]?: DecoderOf<OfKind<K>> } = {
  BOOLEAN: (column) => booleanDecoder(column),
  TINYINT: (column, _, facts) => smallDecoder(column, facts),
  SMALLINT: (column, _, facts) => smallDecoder(column, facts),
  INT: (column, _, facts) => smallDecoder(column, facts),
  BIGINT: (column, _, facts) => bigintDecoder(column, facts),
  DECIMAL: decimalDecoder,
  FLOAT: (column) => floatDecoder(column),
  DOUBLE: (column) => floatDecoder(column),
  CHAR: (column, _, facts) => stringDecoder(column, facts),
  VARCHAR: (column, _, facts) => stringDecoder(column, facts),
  BINARY: (column, type) => bytesDecoder(column, type),
  VARBINARY: (column, type) => bytesDecoder(column, type),
  DATE: (column, _, facts) => dateDecoder(column, facts),
  TIME: (column) => timeDecoder(column),
  TIMESTAMP: (column, _, facts) => datetimeDecoder(column, facts),
  TIMESTAMP_LTZ: (column, _, facts) => timestampDecoder(column, facts),
  ARRAY: setDecoder,
};

/** Undefined where such a column cannot hold values of that type. */
export function logDecoder(
  column: LoggedColumn,
  type: DataType,
  facts: ColumnFacts,
): CellDecoder | undefined {
  const make = BY_KIND[type.kind] as DecoderOf<DataType> | undefined;
  return make?.(column, type, facts);
}

function booleanDecoder(column: LoggedColumn): CellDecoder | undefined {
  if (column.type === COLUMN.TINY) return (buffer, at) => buffer[at] !== 0;
  if (column.type === COLUMN.BIT && column.bits === 1) return (buffer, at) => ((buffer[at] ?? 0) & 1) === 1;
  return undefined;
}

function smallDecoder(column: LoggedColumn, facts: ColumnFacts): CellDecoder | undefined {
  switch (column.type) {
    case COLUMN.TINY:
    case COLUMN.SHORT:
    case COLUMN.INT24:
    case COLUMN.LONG:
      return facts.unsigned ? readUint(column.size) : readInt(column.size);
    case COLUMN.YEAR:
      return (buffer, at) => (buffer[at] === 0 ? 0 : 1900 + (buffer[at] ?? 0));
    default:
      return undefined;
  }
}

function bigintDecoder(column: LoggedColumn, facts: ColumnFacts): CellDecoder | undefined {
  if (column.type === COLUMN.LONGLONG) return facts.unsigned ? readBigUint : readBigInt;
  const read = smallDecoder(column, facts);
  return column.type === COLUMN.LONG && read !== undefined
    ? (buffer, at, length) => BigInt(read(buffer, at, length) as number)
    : undefined;
}

function decimalDecoder(
  column: LoggedColumn,
  type: Extract<DataType, { kind: 'DECIMAL' }>,
  facts: ColumnFacts,
): CellDecoder | undefined {
  if (column.type === COLUMN.LONGLONG && facts.unsigned && type.scale === 0) {
    return (buffer, at) => ({ unscaled: readBigUint(buffer, at, 8) as bigint, scale: 0 });
  }
  if (column.type !== COLUMN.NEWDECIMAL || column.scale !== type.scale) return undefined;
  return decimalReader(column.precision ?? 0, column.scale);
}

function floatDecoder(column: LoggedColumn): CellDecoder | undefined {
  if (column.type === COLUMN.FLOAT) return (buffer, at) => buffer.readFloatLE(at);
  return column.type === COLUMN.DOUBLE ? (buffer, at) => buffer.readDoubleLE(at) : undefined;
}

export const TEXT: ReadonlySet<number> = new Set<number>([
  COLUMN.STRING,
  COLUMN.VARCHAR,
  COLUMN.VAR_STRING,
  COLUMN.BLOB,
  COLUMN.TINY_BLOB,
  COLUMN.MEDIUM_BLOB,
  COLUMN.LONG_BLOB,
]);

const COMPRESSED = new Set<number>([COLUMN.MARIADB_BLOB_COMPRESSED, COLUMN.MARIADB_VARCHAR_COMPRESSED]);

function stringDecoder(column: LoggedColumn, facts: ColumnFacts): CellDecoder | undefined {
  if (TEXT.has(column.type)) return textDecoder(column, facts, true);
  if (COMPRESSED.has(column.type)) return inflated(textDecoder(column, facts, false));
  switch (column.type) {
    case COLUMN.JSON: {
      const style = facts.compactJson ? COMPACT : SPACED;
      // No bytes at all: an empty document of a server older than its table (MySQL prints it as null).
      return (buffer, at, length) =>
        length === 0 ? '' : jsonText(readJsonDocument(buffer, at, at + length), style);
    }
    case COLUMN.GEOMETRY:
      return geometryText;
    case COLUMN.ENUM:
      return facts.labels === undefined ? undefined : labelDecoder(facts.labels);
    case COLUMN.NEWDECIMAL: {
      const read = decimalReader(column.precision ?? 0, column.scale ?? 0);
      return (buffer, at) => formatDecimal(read(buffer, at));
    }
    default:
      return undefined;
  }
}

/** `kept`: out of the log's own buffers. */
function textDecoder(column: LoggedColumn, facts: ColumnFacts, kept: boolean): CellDecoder | undefined {
  const charset = charsetOf(column, facts);
  const decode = charset === undefined ? undefined : charsetDecoder(charset);
  if (charset === undefined || decode === undefined) return undefined;
  return kept && asciiIn(charset) !== undefined ? keptText(decode) : decode;
}

/** Of the log where it tells, since it tells of the column as it was. */
export function charsetOf(column: LoggedColumn, facts: ColumnFacts): string | undefined {
  return column.collation === undefined ? facts.charset : charsetOfCollation(column.collation);
}

function inflated(decode: CellDecoder | undefined): CellDecoder | undefined {
  if (decode === undefined) return undefined;
  return (buffer, at, length) => {
    const bytes = inflateColumn(buffer.subarray(at, at + length));
    return decode(bytes, 0, bytes.length);
  };
}

type BytesType = Extract<DataType, { length: number }>;

function bytesDecoder(column: LoggedColumn, type: BytesType): CellDecoder | undefined {
  if (column.type === COLUMN.STRING && type.kind === 'BINARY') {
    return paddedBytes(column.maxBytes ?? type.length);
  }
  if (COMPRESSED.has(column.type)) return inflated(copyBytes);
  const raw = TEXT.has(column.type) || column.type === COLUMN.BIT || column.type === COLUMN.VECTOR;
  return raw ? copyBytes : undefined;
}

/** A copy: the cell's buffer is the stream's, and larger than it. */
const copyBytes: CellDecoder = (buffer, at, length) => new Uint8Array(buffer.subarray(at, at + length));

/** The log leaves out the zero bytes at the end of BINARY(n). */
const paddedBytes =
  (size: number): CellDecoder =>
  (buffer, at, length) => {
    const bytes = new Uint8Array(size);
    bytes.set(buffer.subarray(at, at + length));
    return bytes;
  };

function setDecoder(
  column: LoggedColumn,
  type: OfKind<'ARRAY'>,
  facts: ColumnFacts,
): CellDecoder | undefined {
  if (column.type !== COLUMN.SET || type.element.kind !== 'VARCHAR' || facts.labels === undefined)
    return undefined;
  return labelsDecoder(facts.labels);
}

/** Labels of ENUM and SET that the log carries; undefined where it does not, or in a character set that is not known. */
export function loggedLabels(column: LoggedColumn): readonly string[] | undefined {
  if (column.values === undefined) return undefined;
  const charset = column.collation === undefined ? 'utf8mb4' : charsetOfCollation(column.collation);
  const decode =
    charset === undefined ? undefined : charset === 'binary' ? decodeUtf8 : charsetDecoder(charset);
  return decode === undefined ? undefined : column.values.map((value) => decode(value, 0, value.length));
}
