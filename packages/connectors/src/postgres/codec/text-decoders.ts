// Values in the server's text form (its output functions, under the settings that connect.ts pins): what pgoutput sends.
import { daysFromCivil, parseDecimal, type Timestamp, type Value } from '@tailrace/core/value';
import { assertLowerBound, type CellDecoder } from './binary-decoders.ts';
import { parseBits } from './bits.ts';
import { intervalMicros, intervalText, parseInterval } from './interval.ts';
import { specialNumber } from './numeric.ts';
import { infinite } from './temporal.ts';
import { ValueError } from '../../value-error.ts';

const latin1 = (buffer: Buffer, at: number, length: number): string =>
  buffer.toString('latin1', at, at + length);

function smallInteger(buffer: Buffer, at: number, length: number): number {
  const end = at + length;
  let from = at;
  const negative = buffer[at] === 0x2d;
  if (negative) from += 1;
  let value = 0;
  for (; from < end; from += 1) value = value * 10 + (buffer[from] ?? 0) - 48;
  return negative ? -value : value;
}

function bigInteger(buffer: Buffer, at: number, length: number): bigint {
  return length <= 15 ? BigInt(smallInteger(buffer, at, length)) : BigInt(latin1(buffer, at, length));
}

function numeric(buffer: Buffer, at: number, length: number): Value {
  if (length <= 15) {
    const point = buffer.indexOf(0x2e, at);
    const first = buffer[at] ?? 0;
    if (first < 0x40) {
      if (point < 0 || point >= at + length)
        return { unscaled: BigInt(smallInteger(buffer, at, length)), scale: 0 };
      return shortDecimal(buffer, { at, point, end: at + length });
    }
  }
  const text = latin1(buffer, at, length);
  const value = parseDecimal(text);
  if (value === undefined) throw specialNumber(text);
  return value;
}

function shortDecimal(buffer: Buffer, { at, point, end }: { at: number; point: number; end: number }): Value {
  const negative = buffer[at] === 0x2d;
  let unscaled = 0;
  for (let i = negative ? at + 1 : at; i < end; i += 1) {
    if (i !== point) unscaled = unscaled * 10 + (buffer[i] ?? 0) - 48;
  }
  return { unscaled: BigInt(negative ? -unscaled : unscaled), scale: end - point - 1 };
}

function hexBytes(buffer: Buffer, at: number, length: number): Value {
  return new Uint8Array(Buffer.from(latin1(buffer, at + 2, length - 2), 'hex'));
}

const DATE = /^(\d{4,7})-(\d\d)-(\d\d)( BC)?$/u;
const TIMESTAMP = /^(\d{4,7})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:\+00)?( BC)?$/u;

/** Years before Christ count from 1 BC = 0. */
function year(text: string | undefined, bc: string | undefined): number {
  return bc === undefined ? Number(text) : 1 - Number(text);
}

function date(buffer: Buffer, at: number, length: number): Value {
  const text = latin1(buffer, at, length);
  const match = DATE.exec(text);
  if (match === null) throw infinite(text, 'DATE');
  return daysFromCivil(year(match[1], match[4]), Number(match[2]), Number(match[3]));
}

const two = (buffer: Buffer, at: number): number =>
  ((buffer[at] ?? 0) - 48) * 10 + (buffer[at + 1] ?? 0) - 48;

function microsOf(buffer: Buffer, from: number, end: number): number {
  let value = 0;
  let digits = 0;
  for (let i = from; i < end; i += 1, digits += 1) {
    const digit = (buffer[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value * 10 ** (6 - digits);
}

/** `2026-01-31 23:59:59.123456`, `+00` behind it for an instant (the session's zone is UTC). */
function timestamp(buffer: Buffer, at: number, length: number): Timestamp {
  const common = buffer[at + 4] === 0x2d && buffer[at + 10] === 0x20 && buffer[at + length - 1] !== 0x43;
  if (!common) return rareTimestamp(latin1(buffer, at, length));
  const days = daysFromCivil(
    two(buffer, at) * 100 + two(buffer, at + 2),
    two(buffer, at + 5),
    two(buffer, at + 8),
  );
  const seconds = two(buffer, at + 11) * 3600 + two(buffer, at + 14) * 60 + two(buffer, at + 17);
  const micros = buffer[at + 19] === 0x2e ? microsOf(buffer, at + 20, at + length) : 0;
  const ms = Math.floor(micros / 1000);
  return { ms: days * 86_400_000 + seconds * 1000 + ms, nanos: (micros - ms * 1000) * 1000 };
}

function rareTimestamp(text: string): Timestamp {
  const match = TIMESTAMP.exec(text);
  if (match === null) throw infinite(text, 'TIMESTAMP');
  const days = daysFromCivil(year(match[1], match[8]), Number(match[2]), Number(match[3]));
  const seconds = Number(match[4]) * 3600 + Number(match[5]) * 60 + Number(match[6]);
  const micros = Number((match[7] ?? '').padEnd(6, '0'));
  const ms = Math.floor(micros / 1000);
  const total = days * 86_400_000 + seconds * 1000 + ms;
  if (!Number.isSafeInteger(total))
    throw new ValueError(`${text} lies beyond what a TIMESTAMP here can hold.`);
  return { ms: total, nanos: (micros - ms * 1000) * 1000 };
}

function time(buffer: Buffer, at: number, length: number): Value {
  const seconds = two(buffer, at) * 3600 + two(buffer, at + 3) * 60 + two(buffer, at + 6);
  return seconds * 1e9 + (length > 9 ? microsOf(buffer, at + 9, at + length) * 1000 : 0);
}

function interval(text: string): NonNullable<ReturnType<typeof parseInterval>> {
  const value = parseInterval(text);
  if (value === undefined) throw new ValueError(`the interval ${text} cannot be represented.`);
  return value;
}

export const text = {
  bool: (buffer, at) => buffer[at] === 0x74,
  integer: smallInteger,
  int8: bigInteger,
  float4: (buffer, at, length) => Math.fround(Number(latin1(buffer, at, length))),
  float8: (buffer, at, length) => Number(latin1(buffer, at, length)),
  numeric,
  text: (buffer, at, length) => buffer.toString('utf8', at, at + length),
  bytea: hexBytes,
  date,
  time,
  timestamp,
  bit: (buffer, at, length) => parseBits(latin1(buffer, at, length)),
  bool1: (buffer, at) => buffer[at] === 0x31,
  intervalMicros: (buffer, at, length) => intervalMicros(interval(latin1(buffer, at, length))),
  intervalText: (buffer, at, length) => intervalText(interval(latin1(buffer, at, length))),
} satisfies Record<string, CellDecoder>;

/** MONEY under lc_monetary C: `-$1,234.56`, always with two decimals of the server's own; the digits are the count of smallest units. */
export function textMoney(scale: number): CellDecoder {
  return (buffer, at, length) => {
    const written = latin1(buffer, at, length);
    const digits = BigInt(written.replaceAll(/\D/gu, ''));
    return { unscaled: written.startsWith('-') ? -digits : digits, scale };
  };
}

/** `{1,NULL,"a \"quoted\" one"}`; a prefix of bounds `[2:3]=` is refused where it says something, and so is a second dimension. */
export function textArray(element: CellDecoder): CellDecoder {
  return (buffer, at, length) => {
    const written = buffer.toString('utf8', at, at + length);
    const body = withoutBounds(written);
    const values: Value[] = [];
    let from = 1;
    while (from < body.length - 1) {
      if (body[from] === '{') throw new ValueError('an array of more than one dimension; ARRAY has one.');
      const item = body[from] === '"' ? quotedItem(body, from) : plainItem(body, from);
      const bytes = Buffer.from(item.text);
      values.push(item.isNull ? null : element(bytes, 0, bytes.length));
      from = item.next;
    }
    return values;
  };
}

function withoutBounds(written: string): string {
  if (written[0] !== '[') return written;
  const match = /^\[(-?\d+):-?\d+\]=/u.exec(written);
  if (match === null) throw new ValueError('an array of more than one dimension; ARRAY has one.');
  assertLowerBound(Number(match[1]));
  return written.slice(match[0].length);
}

interface Item {
  readonly text: string;
  readonly isNull: boolean;
  /** Where the next item begins. */
  readonly next: number;
}

function plainItem(body: string, from: number): Item {
  let end = from;
  while (body[end] !== ',' && body[end] !== '}') end += 1;
  const item = body.slice(from, end);
  return { text: item, isNull: item === 'NULL', next: end + 1 };
}

function quotedItem(body: string, from: number): Item {
  let at = from + 1;
  let item = '';
  while (body[at] !== '"') {
    if (body[at] === '\\') at += 1;
    item += body[at] ?? '';
    at += 1;
  }
  return { text: item, isNull: false, next: at + 2 };
}
