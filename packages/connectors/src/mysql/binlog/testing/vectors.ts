// Events and values of real servers as bytes, with what they decode to, and how ours look in their terms.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formatDecimal, type Decimal, type Value } from '@tailrace/core/value';
import type { DataType } from '@tailrace/core/types';
import { logDecoder, loggedLabels } from '../../types/log-decoders.ts';
import type { CellDecoder } from '../../values/cell-decoder.ts';
import { charsetOfCollation } from '../../values/collations.ts';
import { readJsonDiffs } from '../../values/json-diff.ts';
import { COMPACT, jsonText } from '../../values/json-document.ts';
import {
  dateText,
  datetimeText,
  readDate,
  readDatetime,
  readDatetime2,
  readTime,
  readTime2,
  readTimestamp2,
  timeText,
} from '../../values/temporal.ts';
import { COLUMN, columnTypeName, type LoggedColumn } from '../column-type.ts';
import {
  ABSENT_CELL,
  eachRow,
  locateImage,
  NULL_CELL,
  PARTIAL_CELL,
  rowImages,
  rowLayout,
  type ImageLayout,
  type RowsEvent,
  type RowsKind,
} from '../rows-event.ts';

/** Where the vectors and logs lie when the checkout has them beside it. */
export const BINLOGS = path.resolve(import.meta.dirname, '../../../../../../../shared/data/binlogs');

export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly type?: string;
  readonly typeCode?: number;
  readonly part?: 'whole' | 'body';
  readonly checksum?: 'none' | 'crc32';
  readonly compression?: string;
  readonly bytes?: string;
  readonly tableMap?: string;
  readonly columns?: readonly VectorColumn[];
  readonly op?: string;
  readonly args?: readonly string[];
  readonly only?: string;
  readonly server: string;
  readonly expect: unknown;
}

export interface VectorColumn {
  readonly type: string;
  readonly unsigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly fsp?: number;
  readonly lengthBytes?: number;
  readonly maxBytes?: number;
}

export interface LogSummary {
  readonly file: string;
  readonly checksum: string;
  readonly bytes: number;
  readonly events: Readonly<Record<string, number>>;
  readonly eventCount: number;
  readonly rows: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly rowCount: number;
  readonly transactions: number;
  readonly sample: readonly LogSample[];
  readonly [key: string]: unknown;
}

export interface LogSample {
  readonly table: string;
  readonly change: RowsKind;
  readonly eventEnds: number;
  readonly row: number;
  readonly before?: readonly unknown[];
  readonly after?: readonly unknown[];
}

export interface Vectors {
  readonly vectors: readonly Vector[];
  readonly files: readonly LogSummary[];
}

/** From beside the checkout; from the subset in the repository where that is missing. */
export function readVectors(): Vectors {
  const whole = path.join(BINLOGS, 'vectors.json');
  const file = existsSync(whole) ? whole : path.join(import.meta.dirname, '../fixtures/vectors.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Vectors;
}

const SIZED = new Set<number>([COLUMN.ENUM, COLUMN.SET, COLUMN.FLOAT, COLUMN.DOUBLE]);

/** A column in the vectors' terms. */
export function describeColumn(column: LoggedColumn): Record<string, unknown> {
  const { type, size } = column;
  const labels = loggedLabels(column);
  return {
    type: columnTypeName(type),
    nullable: column.nullable,
    ...pick(column, [
      'name',
      'unsigned',
      'collation',
      'fsp',
      'precision',
      'scale',
      'bits',
      'geometryType',
      'visible',
      'dimensions',
    ]),
    ...(size < 0 && column.maxBytes === undefined ? { lengthBytes: -size } : {}),
    ...(column.maxBytes === undefined ? {} : { maxBytes: column.maxBytes }),
    ...(SIZED.has(type) ? { bytes: size } : {}),
    ...(labels === undefined ? {} : { values: labels }),
  };
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<T> {
  return Object.fromEntries(
    keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])),
  ) as Partial<T>;
}

/** The cells of an image in the vectors' terms. */
export function describeImage(
  buffer: Buffer,
  start: number,
  layout: ImageLayout,
  columns: readonly LoggedColumn[],
): readonly unknown[] {
  const cells = new Int32Array(columns.length * 2);
  locateImage(layout, cells, buffer, start);
  return columns.map((column, at) =>
    describeCell(buffer, cells[2 * at] ?? 0, cells[2 * at + 1] ?? NULL_CELL, column),
  );
}

function describeCell(buffer: Buffer, start: number, length: number, column: LoggedColumn): unknown {
  if (length === NULL_CELL) return null;
  if (length === ABSENT_CELL) return { absent: true };
  if (length <= PARTIAL_CELL) {
    const diffs = readJsonDiffs(buffer, start, PARTIAL_CELL - length);
    return {
      jsonDiff: diffs.map((diff) =>
        diff.op === 'remove' ? diff : { op: diff.op, path: diff.path, value: jsonText(diff.value, COMPACT) },
      ),
    };
  }
  return describeValue(buffer, start, length, column);
}

export function describeValue(buffer: Buffer, at: number, length: number, column: LoggedColumn): unknown {
  const temporal = temporalText(buffer, at, length, column);
  if (temporal !== undefined) return temporal;
  switch (column.type) {
    case COLUMN.BIT:
    case COLUMN.ENUM:
    case COLUMN.SET: {
      const number =
        column.type === COLUMN.BIT
          ? unsignedBigEndian(buffer, at, length)
          : unsignedLittleEndian(buffer, at, length);
      return column.type === COLUMN.ENUM ? Number(number) : String(number);
    }
    case COLUMN.GEOMETRY:
    case COLUMN.VECTOR:
      return { hex: buffer.toString('hex', at, at + length) };
    case COLUMN.STRING:
    case COLUMN.VARCHAR:
    case COLUMN.VAR_STRING:
    case COLUMN.BLOB:
      return describeText(buffer, at, length, column);
    default:
      return plain(decode(column, naturalType(column))(buffer, at, length), column);
  }
}

const decoders = new WeakMap<LoggedColumn, Map<string, CellDecoder>>();

/** Through the decoders of the product, at the type that holds all the column can. */
function decode(column: LoggedColumn, type: DataType): CellDecoder {
  const known = decoders.get(column) ?? new Map<string, CellDecoder>();
  decoders.set(column, known);
  const decoder = known.get(type.kind) ?? makeDecoder(column, type);
  known.set(type.kind, decoder);
  return decoder;
}

function makeDecoder(column: LoggedColumn, type: DataType): CellDecoder {
  const decoder = logDecoder(column, type, {
    unsigned: column.unsigned ?? false,
    charset: 'utf8mb4',
    labels: loggedLabels(column),
    nullable: true,
    compactJson: true,
    onZeroDate: () => undefined,
  });
  if (decoder === undefined) throw new Error(`no decoder for ${columnTypeName(column.type)} as ${type.kind}`);
  return decoder;
}

function naturalType(column: LoggedColumn): DataType {
  const nullable = true;
  switch (column.type) {
    case COLUMN.LONGLONG:
      return { kind: 'BIGINT', nullable };
    case COLUMN.NEWDECIMAL:
      return { kind: 'DECIMAL', precision: column.precision ?? 0, scale: column.scale ?? 0, nullable };
    case COLUMN.FLOAT:
      return { kind: 'FLOAT', nullable };
    case COLUMN.DOUBLE:
      return { kind: 'DOUBLE', nullable };
    case COLUMN.JSON:
      return { kind: 'VARCHAR', length: 2_147_483_647, nullable };
    default:
      return { kind: 'INT', nullable };
  }
}

function plain(value: Value, column: LoggedColumn): unknown {
  if (typeof value === 'bigint') return String(value);
  if (column.type === COLUMN.NEWDECIMAL) return formatDecimal(value as Decimal);
  return value;
}

function describeText(buffer: Buffer, at: number, length: number, column: LoggedColumn): unknown {
  const charset = column.collation === undefined ? undefined : charsetOfCollation(column.collation);
  const hex = { hex: buffer.toString('hex', at, at + length) };
  if (charset === 'binary' || (charset === undefined && column.type === COLUMN.BLOB)) return hex;
  const bytes = buffer.subarray(at, at + length);
  if (charset === undefined && !Buffer.from(bytes.toString('utf8')).equals(bytes)) return hex;
  return decode(column, { kind: 'VARCHAR', length: 65_535, nullable: true })(buffer, at, length);
}

function temporalText(buffer: Buffer, at: number, length: number, column: LoggedColumn): string | undefined {
  const fsp = column.fsp ?? 0;
  switch (column.type) {
    case COLUMN.DATE:
    case COLUMN.NEWDATE:
      return dateText(readDate(buffer, at));
    case COLUMN.TIME:
      return timeText(readTime(buffer, at), 0);
    case COLUMN.TIME2:
      return timeText(readTime2(buffer, at, length), fsp);
    case COLUMN.DATETIME:
      return datetimeText(readDatetime(buffer, at), 0);
    case COLUMN.DATETIME2:
      return datetimeText(readDatetime2(buffer, at, length), fsp);
    case COLUMN.TIMESTAMP:
      return instantText(buffer.readUInt32LE(at), 0, 0);
    case COLUMN.TIMESTAMP2: {
      const { seconds, micros } = readTimestamp2(buffer, at, length);
      return instantText(seconds, micros, fsp);
    }
    default:
      return undefined;
  }
}

function instantText(seconds: number, micros: number, fsp: number): string {
  const fraction = fsp === 0 ? '' : `.${String(micros).padStart(6, '0').slice(0, fsp)}`;
  if (seconds === 0) return `0000-00-00 00:00:00${fraction}`;
  return new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19) + fraction;
}

function unsignedBigEndian(buffer: Buffer, at: number, length: number): bigint {
  return BigInt(`0x${buffer.toString('hex', at, at + length)}`);
}

function unsignedLittleEndian(buffer: Buffer, at: number, length: number): bigint {
  return BigInt(
    `0x${Buffer.from(buffer.subarray(at, at + length))
      .reverse()
      .toString('hex')}`,
  );
}

export type DescribedRow = { readonly before?: readonly unknown[]; readonly after?: readonly unknown[] };

export function describeRows(rows: RowsEvent, columns: readonly LoggedColumn[]): readonly DescribedRow[] {
  const images = rowImages(rows, rowLayout(columns));
  const described: DescribedRow[] = [];
  eachRow(rows, images, (old, now) => {
    described.push({
      ...(old < 0 ? {} : { before: describeImage(rows.buffer, old, images.before, columns) }),
      ...(now < 0 ? {} : { after: describeImage(rows.buffer, now, images.after, columns) }),
    });
  });
  return described;
}
