// Types of the columns of a table map and the metadata that belongs to each: how long a cell is.
import { decimalBytes } from '../values/decimal.ts';
import { ByteReader } from './byte-reader.ts';
import { COLUMN, columnTypeName, type LoggedColumn } from './column-type.ts';
import { unreadable } from './unreadable.ts';

type Layout = Omit<LoggedColumn, 'nullable'>;

const FIXED = new Map<number, number>([
  [COLUMN.NULL, 0],
  [COLUMN.TINY, 1],
  [COLUMN.SHORT, 2],
  [COLUMN.LONG, 4],
  [COLUMN.INT24, 3],
  [COLUMN.LONGLONG, 8],
  [COLUMN.TIMESTAMP, 4],
  [COLUMN.DATE, 3],
  [COLUMN.NEWDATE, 3],
  [COLUMN.TIME, 3],
  [COLUMN.DATETIME, 8],
  [COLUMN.YEAR, 1],
]);

const TEMPORAL = new Map<number, number>([
  [COLUMN.TIMESTAMP2, 4],
  [COLUMN.DATETIME2, 5],
  [COLUMN.TIME2, 3],
]);

const WITH_LENGTH = new Set<number>([
  COLUMN.BLOB,
  COLUMN.TINY_BLOB,
  COLUMN.MEDIUM_BLOB,
  COLUMN.LONG_BLOB,
  COLUMN.GEOMETRY,
  COLUMN.JSON,
  COLUMN.VECTOR,
  COLUMN.MARIADB_BLOB_COMPRESSED,
]);

export function readColumnTypes(types: Buffer, metadata: Buffer): Layout[] {
  const reader = new ByteReader(metadata);
  const columns = Array.from(types, (type) => readLayout(type, reader));
  if (reader.left !== 0) throw unreadable(`${reader.left} bytes of metadata are left over in a table map`);
  return columns;
}

function readLayout(type: number, reader: ByteReader): Layout {
  const fixed = FIXED.get(type);
  if (fixed !== undefined) return { type, size: fixed };
  const wholeSecond = TEMPORAL.get(type);
  if (wholeSecond !== undefined) {
    const fsp = reader.u8();
    if (fsp > 6) throw unreadable(`a time with ${fsp} digits after the second`);
    return { type, size: wholeSecond + ((fsp + 1) >> 1), fsp };
  }
  if (WITH_LENGTH.has(type)) {
    const lengthBytes = reader.u8();
    if (lengthBytes < 1 || lengthBytes > 4)
      throw unreadable(`a length of ${lengthBytes} bytes before each ${columnTypeName(type)}`);
    return { type, size: -lengthBytes };
  }
  return readSized(type, reader);
}

function readSized(type: number, reader: ByteReader): Layout {
  switch (type) {
    case COLUMN.FLOAT:
    case COLUMN.DOUBLE: {
      const size = reader.u8();
      if (size !== (type === COLUMN.FLOAT ? 4 : 8))
        throw unreadable(`a ${columnTypeName(type)} of ${size} bytes`);
      return { type, size };
    }
    case COLUMN.VARCHAR:
    case COLUMN.VAR_STRING:
    case COLUMN.MARIADB_VARCHAR_COMPRESSED: {
      const maxBytes = reader.uint(2);
      return { type, size: maxBytes > 255 ? -2 : -1, maxBytes };
    }
    case COLUMN.BIT: {
      const rest = reader.u8();
      const bits = reader.u8() * 8 + rest;
      return { type, size: (bits + 7) >> 3, bits };
    }
    case COLUMN.NEWDECIMAL: {
      const precision = reader.u8();
      const scale = reader.u8();
      if (scale > precision) throw unreadable(`DECIMAL(${precision}, ${scale})`);
      return { type, size: decimalBytes(precision, scale), precision, scale };
    }
    case COLUMN.STRING:
    case COLUMN.ENUM:
    case COLUMN.SET:
      return readString(reader.u8(), reader.u8());
    default:
      throw unreadable(`a column of ${columnTypeName(type)}, which is not known`);
  }
}

/** ENUM and SET are written as STRING with their own type in the metadata; two bits of a long CHAR's length hide in the type's byte. */
function readString(first: number, second: number): Layout {
  if ((first & 0x30) === 0x30) {
    if (first === COLUMN.ENUM || first === COLUMN.SET) return { type: first, size: second };
    return { type: COLUMN.STRING, size: -1, maxBytes: second };
  }
  const maxBytes = second | (((first & 0x30) ^ 0x30) << 4);
  return { type: COLUMN.STRING, size: maxBytes > 255 ? -2 : -1, maxBytes };
}
