// Cells of MySQL's binary log straight to cells of COPY in binary form, without a value in between. What is not plainly a value of the
// target is left to the decoder.
import * as oids from '../codec/oids.ts';
import {
  addDigit,
  beginNumeric,
  daysSince2000,
  DAY_MICROS,
  endNumeric,
  EPOCH_DAYS,
  isNearYear,
  writeBool,
  writeBytes,
  writeInt16,
  writeInt32,
  writeInt64,
  writeWords,
  type CellConverter,
} from './cell-bytes.ts';

type Read = (bytes: Uint8Array, at: number) => number;

/** Little-endian, 1 to 4 bytes, without a sign. */
function readUint(size: number): Read {
  if (size === 1) return (bytes, at) => bytes[at] ?? 0;
  if (size === 2) return (bytes, at) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  if (size === 3)
    return (bytes, at) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  return (bytes, at) => int32(bytes, at) >>> 0;
}

function readInt(size: number): Read {
  if (size === 4) return int32;
  const read = readUint(size);
  const unused = 32 - 8 * size;
  return (bytes, at) => (read(bytes, at) << unused) >> unused;
}

const int32: Read = (bytes, at) =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24);

/** Big-endian. */
function readBig(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

type Make = (...parameters: readonly number[]) => CellConverter | undefined;

const to =
  (write: (out: Parameters<CellConverter>[0], value: number) => void, read: Read): CellConverter =>
  (out, bytes, at) => {
    write(out, read(bytes, at));
    return true;
  };

/** An integer's ways, by type of the target; whether the value fits there, the pipeline's type has said. */
const integerTo = (oid: number, size: number, read: Read): CellConverter | undefined => {
  if (oid === oids.INT2) return size <= 2 ? to(writeInt16, read) : undefined;
  if (oid === oids.INT4) return size <= 4 ? to(writeInt32, read) : undefined;
  return oid === oids.INT8 ? to(writeInt64, read) : undefined;
};

const longInteger: CellConverter = (out, bytes, at) => {
  writeWords(out, int32(bytes, at + 4), int32(bytes, at));
  return true;
};

/** Up to 2^53; a larger one needs exact digits. */
const unsignedToNumeric: CellConverter = (out, bytes, at) => {
  const high = int32(bytes, at + 4) >>> 0;
  if (high >= 0x20_0000) return false;
  const value = high * 4_294_967_296 + (int32(bytes, at) >>> 0);
  const cell = beginNumeric(out, 4, 3);
  addDigit(out, cell, Math.floor(value / 1e12));
  addDigit(out, cell, Math.floor(value / 1e8) % 1e4);
  addDigit(out, cell, Math.floor(value / 1e4) % 1e4);
  addDigit(out, cell, value % 1e4);
  endNumeric(out, cell, { negative: false, scale: 0 });
  return true;
};

const boolean: CellConverter = (out, bytes, at) => {
  writeBool(out, bytes[at] !== 0);
  return true;
};

const turned =
  (size: 4 | 8): CellConverter =>
  (out, bytes, at) => {
    if (size === 8) return longInteger(out, bytes, at, size);
    writeInt32(out, int32(bytes, at));
    return true;
  };

const content: CellConverter = (out, bytes, at, length) => {
  writeBytes(out, bytes, at, length);
  return true;
};

const ascii: CellConverter = (out, bytes, at, length) => {
  for (let i = at, end = at + length; i < end; i++) if ((bytes[i] ?? 0) >= 0x80) return false;
  writeBytes(out, bytes, at, length);
  return true;
};

const padded =
  (size: number): CellConverter =>
  (out, bytes, at, length) => {
    out.reserve(4 + size);
    out.view.setInt32(out.at, size);
    out.at += 4;
    out.copy(bytes, at, at + length);
    out.buffer.fill(0, out.at, out.at + size - length);
    out.at += size - length;
    return true;
  };

/** Bytes of 0 to 9 digits (decimal2bin). */
const BYTES_OF_DIGITS = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;

/** Groups of up to nine digits, each with its bytes and 10 ^ number of its digits; the odd group is first or last. */
function groups(digits: number, oddFirst: boolean): readonly (readonly [number, number])[] {
  const odd = digits % 9;
  const whole = Array.from({ length: Math.floor(digits / 9) }, () => [4, 1e9] as const);
  const rest = odd === 0 ? [] : [[BYTES_OF_DIGITS[odd] ?? 0, 10 ** odd] as const];
  return oddFirst ? [...rest, ...whole] : [...whole, ...rest];
}

/** Both sides of the point are read as doubles, which hold 15 digits; the fraction once it is filled up to groups of four. */
const decimal: Make = (precision = 0, scale = 0) => {
  if (precision - scale > 15 || scale > 12) return undefined;
  const whole = groups(precision - scale, true);
  const parts = [...whole, ...groups(scale, false)];
  const sizes = parts.map(([size]) => size);
  const powers = parts.map(([, power]) => power);
  const point = whole.length;
  const fractionDigits = Math.ceil(scale / 4);
  const fill = 10 ** (4 * fractionDigits - scale);
  // The first bit, which is set once a negative number's bits are turned back.
  const sign = 0x80 * 256 ** ((sizes[0] ?? 1) - 1);
  return (out, bytes, start) => {
    const negative = (bytes[start] ?? 0) < 0x80;
    const mask = negative ? 0xff : 0;
    let at = start;
    let before = 0;
    let behind = 0;
    for (let part = 0; part < sizes.length; part++) {
      let group = 0;
      for (const end = at + (sizes[part] ?? 0); at < end; at++)
        group = group * 256 + ((bytes[at] ?? 0) ^ mask);
      if (part === 0) group -= sign;
      if (part < point) before = before * (powers[part] ?? 1) + group;
      else behind = behind * (powers[part] ?? 1) + group;
    }
    behind *= fill;
    const cell = beginNumeric(out, 7, 3);
    if (before >= 1e8) {
      addDigit(out, cell, Math.floor(before / 1e12));
      addDigit(out, cell, Math.floor(before / 1e8) % 1e4);
    } else cell.weight = 1;
    addDigit(out, cell, Math.floor(before / 1e4) % 1e4);
    addDigit(out, cell, before % 1e4);
    if (fractionDigits > 2) addDigit(out, cell, Math.floor(behind / 1e8));
    if (fractionDigits > 1) addDigit(out, cell, Math.floor(behind / 1e4) % 1e4);
    if (fractionDigits > 0) addDigit(out, cell, behind % 1e4);
    endNumeric(out, cell, { negative, scale });
    return true;
  };
};

const date: CellConverter = (out, bytes, at) => {
  const value = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  const [year, month, day] = [value >> 9, (value >> 5) & 0xf, value & 0x1f];
  if (year === 0 || month === 0 || day === 0) return false;
  writeInt32(out, daysSince2000(year, month, day));
  return true;
};

/** Microseconds of a fraction of that many digits: two digits a byte. */
function fraction(bytes: Uint8Array, at: number, size: number): number {
  return readBig(bytes, at, size) * 10 ** (6 - 2 * size);
}

const fractionBytes = (fsp: number): number => (fsp + 1) >> 1;

/** 24 bits around 0x800000: hour in 10, minute and second in 6. A negative one is no time of a day. */
const time: Make = (fsp = 0) => {
  const size = fractionBytes(fsp);
  return (out, bytes, at) => {
    const packed = readBig(bytes, at, 3) - 0x80_0000;
    const hour = (packed >> 12) & 0x3ff;
    if (packed < 0 || hour > 23) return false;
    const seconds = (hour * 60 + ((packed >> 6) & 0x3f)) * 60 + (packed & 0x3f);
    writeInt64(out, seconds * 1_000_000 + fraction(bytes, at + 3, size));
    return true;
  };
};

/** 40 bits: sign, year * 13 + month, day, hour, minute, second. */
const datetime: Make = (fsp = 0) => {
  const size = fractionBytes(fsp);
  return (out, bytes, at) => {
    const yearMonth =
      (((bytes[at] ?? 0) & 0x7f) << 10) | ((bytes[at + 1] ?? 0) << 2) | ((bytes[at + 2] ?? 0) >> 6);
    const low = (((bytes[at + 2] ?? 0) & 0x3f) << 16) | ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    const year = Math.floor(yearMonth / 13);
    const month = yearMonth % 13;
    const day = (low >> 17) & 0x1f;
    if (month === 0 || day === 0 || !isNearYear(year)) return false;
    const seconds = (((low >> 12) & 0x1f) * 60 + ((low >> 6) & 0x3f)) * 60 + (low & 0x3f);
    const days = daysSince2000(year, month, day);
    writeInt64(out, days * DAY_MICROS + seconds * 1_000_000 + fraction(bytes, at + 5, size));
    return true;
  };
};

/** Seconds since 1970; 0 without a fraction is the zero date. */
const timestamp: Make = (fsp = 0) => {
  const size = fractionBytes(fsp);
  return (out, bytes, at) => {
    const seconds = readBig(bytes, at, 4);
    const micros = fraction(bytes, at + 4, size);
    if (seconds === 0 && micros === 0) return false;
    writeInt64(out, seconds * 1_000_000 - EPOCH_DAYS * DAY_MICROS + micros);
    return true;
  };
};

const TEXTS = [oids.TEXT, oids.VARCHAR, oids.BPCHAR];

/** By kind of cell: the types of the target, and the way there. */
const WAYS: Readonly<Record<string, { readonly oids: readonly number[]; readonly make: Make }>> = {
  boolean: { oids: [oids.BOOL], make: () => boolean },
  float: { oids: [oids.FLOAT4], make: () => turned(4) },
  double: { oids: [oids.FLOAT8], make: () => turned(8) },
  decimal: { oids: [oids.NUMERIC], make: decimal },
  text: { oids: TEXTS, make: () => content },
  'ascii-text': { oids: TEXTS, make: () => ascii },
  bytes: { oids: [oids.BYTEA], make: () => content },
  padded: { oids: [oids.BYTEA], make: (size = 0) => padded(size) },
  date: { oids: [oids.DATE], make: () => date },
  time: { oids: [oids.TIME], make: time },
  datetime: { oids: [oids.TIMESTAMP], make: datetime },
  timestamp: { oids: [oids.TIMESTAMPTZ], make: timestamp },
};

/** The way from a kind of cell, as EncodedTable names them, to a type of the target; undefined where there is none. */
export function logConverter(kind: string, oid: number): CellConverter | undefined {
  const [name = '', ...parameters] = kind.split(':');
  const [size = 0] = parameters.map(Number);
  if (name === 'integer') {
    return size === 8 ? (oid === oids.INT8 ? longInteger : undefined) : integerTo(oid, size, readInt(size));
  }
  if (name === 'unsigned') {
    if (size === 8) return oid === oids.NUMERIC ? unsignedToNumeric : undefined;
    // What is unsigned needs a bit more.
    return integerTo(oid, size + 1, readUint(size));
  }
  const way = Object.hasOwn(WAYS, name) ? WAYS[name] : undefined;
  return way?.oids.includes(oid) === true ? way.make(...parameters.map(Number)) : undefined;
}

/** A reader of integers that a double holds, to tell rows apart; undefined for cells of other kinds. */
export function integerReader(kind: string): ((bytes: Buffer, at: number) => number | bigint) | undefined {
  const [name, size = ''] = kind.split(':');
  if (name !== 'integer' && name !== 'unsigned') return undefined;
  if (size !== '8') return name === 'integer' ? readInt(Number(size)) : readUint(Number(size));
  return (bytes, at) => {
    const high = name === 'integer' ? int32(bytes, at + 4) : int32(bytes, at + 4) >>> 0;
    if (high >= -0x20_0000 && high < 0x20_0000) return high * 4_294_967_296 + (int32(bytes, at) >>> 0);
    return name === 'integer' ? bytes.readBigInt64LE(at) : bytes.readBigUInt64LE(at);
  };
}
