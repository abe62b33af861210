// Every event and value that real servers of MySQL 5.5 to 9.6 and MariaDB wrote, against what it holds.
import { decompress } from 'fzstd';
import { describe, expect, test } from 'vitest';
import {
  formatGtidSet,
  isGtidSubset,
  parseGtidSet,
  readGtidSet,
  uniteGtidSets,
  writeGtidSet,
} from '../gtid/gtid-set.ts';
import {
  advanceMariadbPosition,
  formatMariadbPosition,
  parseMariadbPosition,
} from '../gtid/mariadb-position.ts';
import { COMPACT, jsonText, readJsonDocument, readJsonLength } from '../values/json-document.ts';
import { ByteReader } from './byte-reader.ts';
import { COLUMN, type LoggedColumn } from './column-type.ts';
import { decimalBytes } from '../values/decimal.ts';
import { EVENT } from './event-type.ts';
import { UNTOLD_FORMAT, type LogFormat } from './format-description.ts';
import { checksumFits, createEventReader, type RawEvent } from './read-event.ts';
import { imageLayout, isRowsEvent, rowLayout } from './rows-event.ts';
import { readFixedBytes, readVarInt, readVarUint } from './serialization.ts';
import { readTableMap, type TableMap } from './table-map.ts';
import { describeBody, describeHeader, type DescribeContext } from './testing/describe-event.ts';
import {
  describeImage,
  describeValue,
  readVectors,
  type Vector,
  type VectorColumn,
} from './testing/vectors.ts';

const { vectors } = readVectors();

const SIZES: Readonly<Record<string, number>> = {
  TINY: 1,
  SHORT: 2,
  INT24: 3,
  LONG: 4,
  LONGLONG: 8,
  DATE: 3,
  DATETIME: 8,
  TIME: 3,
  TIMESTAMP: 4,
  YEAR: 1,
};
const WHOLE: Readonly<Record<string, number>> = { DATETIME2: 5, TIMESTAMP2: 4, TIME2: 3 };

function toColumn(column: VectorColumn): LoggedColumn {
  const type = COLUMN[column.type as keyof typeof COLUMN];
  const whole = WHOLE[column.type];
  const { precision = 0, scale = 0, fsp = 0, lengthBytes = 4, maxBytes } = column;
  const size =
    type === COLUMN.NEWDECIMAL
      ? decimalBytes(precision, scale)
      : whole === undefined
        ? (SIZES[column.type] ?? -(maxBytes === undefined ? lengthBytes : maxBytes > 255 ? 2 : 1))
        : whole + ((fsp + 1) >> 1);
  return {
    type,
    nullable: true,
    size,
    precision,
    scale,
    fsp,
    ...(column.unsigned === undefined ? {} : { unsigned: column.unsigned }),
  };
}

const hex = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'hex');

/** A body with a header made up around it, since readers want one. */
function bodyEvent(vector: Vector, bytes = hex(vector.bytes), type = vector.typeCode ?? 0): RawEvent {
  const header = { timestamp: 0, type, serverId: 0, size: bytes.length + 19, nextPosition: 0, flags: 0 };
  return { header, buffer: bytes, start: 0, end: bytes.length };
}

const formatOf = (vector: Vector): LogFormat => ({
  ...UNTOLD_FORMAT,
  mariadb: vector.server.includes('mariadb'),
});

function mapOf(vector: Vector): TableMap | undefined {
  if (vector.tableMap === undefined) return undefined;
  const bytes = hex(vector.tableMap);
  const whole = vector.part === 'whole';
  const end = bytes.length - (whole && vector.checksum === 'crc32' ? 4 : 0);
  return readTableMap(bytes, whole ? 19 : 0, end, formatOf(vector));
}

function context(vector: Vector): DescribeContext {
  const map = mapOf(vector);
  const tables = new Map(map === undefined ? [] : [[map.tableId, map]]);
  if (vector.columns !== undefined && isRowsEvent(vector.typeCode ?? 0)) {
    const tableId = hex(vector.bytes).readUIntLE(vector.part === 'whole' ? 19 : 0, 6);
    tables.set(tableId, { tableId, flags: 0, schema: '', table: '', columns: vector.columns.map(toColumn) });
  }
  return { format: formatOf(vector), tables };
}

function decodeWhole(bytes: Buffer, vector: Vector, within: DescribeContext): unknown {
  const reader = createEventReader(true);
  // Its own checksum is all that tells, where no format description goes before it.
  const crc = vector.checksum === 'crc32';
  if (crc && !checksumFits(bytes, 0, bytes.length)) throw new Error('the checksum is wrong');
  const type = bytes[4] ?? 0;
  const event =
    type === EVENT.FORMAT_DESCRIPTION
      ? reader.read(bytes, 0, bytes.length)
      : {
          ...bodyEvent(vector, bytes),
          header: headerOf(bytes),
          start: 19,
          end: bytes.length - (crc ? 4 : 0),
        };
  return {
    ...describeHeader(event.header),
    ...(crc ? { checksumValid: true } : {}),
    ...(event.header.type in UNNAMED ? {} : { body: describeBody(event, within) }),
  };
}

/** Aurora's padding has no body to speak of. */
const UNNAMED: Readonly<Record<number, true>> = { 100: true };

function headerOf(bytes: Buffer): RawEvent['header'] {
  return createEventReader(false).read(bytes, 0, bytes.length).header;
}

function decodeEvents(vector: Vector): unknown {
  const packed = hex(vector.bytes);
  const bytes = vector.compression === 'zstd' ? Buffer.from(decompress(packed)) : packed;
  const reader = createEventReader(true);
  const within = context(vector);
  const events: unknown[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32LE(at + 9);
    const event = reader.read(bytes, at, at + size);
    events.push({
      ...describeHeader(event.header),
      ...(reader.format.checksum === 'crc32' ? { checksumValid: true } : {}),
      body: describeBody(event, { ...within, format: reader.format }),
    });
    at += size;
  }
  return events;
}

function decodeImage(vector: Vector): unknown {
  const columns = (vector.columns ?? []).map(toColumn);
  const buffer = hex(vector.bytes);
  const present = Buffer.alloc((columns.length + 7) >> 3, 0xff);
  const layout = imageLayout(rowLayout(columns), present, true);
  return describeImage(buffer, 0, layout, columns);
}

function decodeValue(vector: Vector): unknown {
  const column = toColumn(vector.columns?.[0] ?? { type: '' });
  const bytes = hex(vector.bytes);
  if (column.size >= 0) return describeValue(bytes, 0, column.size, column);
  const prefix = -column.size;
  expect(bytes.readUIntLE(0, prefix)).toBe(bytes.length - prefix);
  return describeValue(bytes, prefix, bytes.length - prefix, column);
}

function decodeSetText({ op, args = [] }: Vector): unknown {
  const set = (text: string | undefined) => {
    const parsed = parseGtidSet(text ?? '');
    if (parsed === undefined) throw new Error(`no GTID set: ${text ?? ''}`);
    return parsed;
  };
  if (op === 'normalize') return formatGtidSet(set(args[0]));
  if (op === 'union') return formatGtidSet(args.map(set).reduce(uniteGtidSets));
  if (op === 'subset') return isGtidSubset(set(args[0]), set(args[1]));
  const advanced = args
    .flatMap((text) => [...(parseMariadbPosition(text)?.values() ?? [])])
    .reduce(advanceMariadbPosition, new Map());
  return formatMariadbPosition(advanced);
}

function decodeInteger(vector: Vector): unknown {
  const reader = new ByteReader(hex(vector.bytes));
  const value = vector.columns?.[0]?.unsigned === true ? readVarUint(reader) : readVarInt(reader);
  expect(reader.left).toBe(0);
  return String(value);
}

const DECODERS: Readonly<Record<string, (vector: Vector) => unknown>> = {
  event: (vector) =>
    vector.part === 'whole'
      ? decodeWhole(hex(vector.bytes), vector, context(vector))
      : describeBody(bodyEvent(vector), context(vector)),
  events: decodeEvents,
  'row-image': decodeImage,
  json: (vector) => {
    const bytes = hex(vector.bytes);
    return bytes.length === 0 ? '' : jsonText(readJsonDocument(bytes, 0, bytes.length), COMPACT);
  },
  'json-length': (vector) => {
    const bytes = hex(vector.bytes);
    return readJsonLength(bytes, 0, bytes.length).length;
  },
  decimal: decodeValue,
  datetime: decodeValue,
  time: decodeValue,
  integer: decodeValue,
  value: decodeValue,
  'gtid-set': (vector) => {
    const set = readGtidSet(hex(vector.bytes));
    expect(readGtidSet(writeGtidSet(set))).toEqual(set);
    return formatGtidSet(set);
  },
  'gtid-set-text': decodeSetText,
  varint: decodeInteger,
  'fixed-int': (vector) => readFixedBytes(new ByteReader(hex(vector.bytes)), 16).toString('hex'),
};

describe('vectors of real servers', () => {
  const kinds = [...new Set(vectors.map((vector) => vector.kind))];
  test.each(kinds)('%s', (kind) => {
    const decode = DECODERS[kind];
    if (decode === undefined) throw new Error(`no decoder for ${kind}`);
    const wrong: string[] = [];
    for (const vector of vectors.filter((each) => each.kind === kind)) {
      let actual: unknown;
      try {
        actual = decode(vector);
      } catch (error) {
        actual = error;
      }
      if (
        vector.only === 'must fail'
          ? !(actual instanceof Error)
          : vector.only === undefined && !matches(actual, vector)
      ) {
        wrong.push(
          `${vector.id}: ${actual instanceof Error ? actual.message : JSON.stringify(actual)}, not ${JSON.stringify(vector.expect)}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

function matches(actual: unknown, vector: Vector): boolean {
  try {
    expect(actual).toEqual(vector.expect);
    return true;
  } catch {
    return false;
  }
}
