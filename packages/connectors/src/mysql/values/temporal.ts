// Dates and times as stored, old forms and new (MySQL, sql-common/my_time.cc). Read into fields first: MySQL keeps what no calendar has
// (0000-00-00, 2024-00-10) and times beyond a day, and what becomes of those is for the type mapping to say.

export interface DateTimeFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

export interface TimeFields {
  readonly negative: boolean;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

const MICROS_OF_STEP = [1, 10_000, 100, 1] as const;

/** The fraction after the second: two digits a byte, big-endian. `size` is 0 to 3 bytes. */
function fraction(buffer: Buffer, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (buffer[at + i] ?? 0);
  return value * (size === 0 ? 0 : (MICROS_OF_STEP[size] ?? 1));
}

/** DATETIME since 5.6: 40 bits (sign, year * 13 + month, day, hour, minute, second), then the fraction. */
export function readDatetime2(buffer: Buffer, at: number, length: number): DateTimeFields {
  const yearMonth =
    (((buffer[at] ?? 0) & 0x7f) << 10) | ((buffer[at + 1] ?? 0) << 2) | ((buffer[at + 2] ?? 0) >> 6);
  const low = (((buffer[at + 2] ?? 0) & 0x3f) << 16) | ((buffer[at + 3] ?? 0) << 8) | (buffer[at + 4] ?? 0);
  return {
    year: Math.floor(yearMonth / 13),
    month: yearMonth % 13,
    day: (low >> 17) & 0x1f,
    hour: (low >> 12) & 0x1f,
    minute: (low >> 6) & 0x3f,
    second: low & 0x3f,
    micros: length === 5 ? 0 : fraction(buffer, at + 5, length - 5),
  };
}

/** DATETIME before 5.6: the digits YYYYMMDDhhmmss as a number of 8 bytes. */
export function readDatetime(buffer: Buffer, at: number): DateTimeFields {
  const digits = Number(buffer.readBigUInt64LE(at));
  const date = Math.floor(digits / 1_000_000);
  const time = digits % 1_000_000;
  return {
    year: Math.floor(date / 10_000),
    month: Math.floor(date / 100) % 100,
    day: date % 100,
    hour: Math.floor(time / 10_000),
    minute: Math.floor(time / 100) % 100,
    second: time % 100,
    micros: 0,
  };
}

/** DATE: day in 5 bits, month in 4, year in the rest. */
export function readDate(buffer: Buffer, at: number): DateTimeFields {
  const value = buffer.readUIntLE(at, 3);
  return { ...MIDNIGHT, year: value >> 9, month: (value >> 5) & 0xf, day: value & 0x1f };
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0, micros: 0 } as const;

/** TIME since 5.6: 24 bits around 0x800000 (hour in 10, minute and second in 6), then the fraction, the whole complemented where negative. */
export function readTime2(buffer: Buffer, at: number, length: number): TimeFields {
  const bits = 2 ** (8 * (length - 3));
  const stored = buffer.readUIntBE(at, length) - 0x800000 * bits;
  const negative = stored < 0;
  const value = Math.abs(stored);
  const whole = Math.floor(value / bits);
  return {
    negative,
    hour: (whole >> 12) & 0x3ff,
    minute: (whole >> 6) & 0x3f,
    second: whole & 0x3f,
    micros: length === 3 ? 0 : (value % bits) * (MICROS_OF_STEP[length - 3] ?? 1),
  };
}

/** TIME before 5.6: the digits hhmmss as a number of 3 bytes. */
export function readTime(buffer: Buffer, at: number): TimeFields {
  const digits = buffer.readIntLE(at, 3);
  const value = Math.abs(digits);
  return {
    negative: digits < 0,
    hour: Math.floor(value / 10_000),
    minute: Math.floor(value / 100) % 100,
    second: value % 100,
    micros: 0,
  };
}

/** Seconds since 1970 and microseconds; 0 seconds without a fraction is the zero date. */
export function readTimestamp2(
  buffer: Buffer,
  at: number,
  length: number,
): { readonly seconds: number; readonly micros: number } {
  return { seconds: buffer.readUInt32BE(at), micros: fraction(buffer, at + 4, length - 4) };
}

const two = (value: number): string => String(value).padStart(2, '0');
const fractionText = (micros: number, fsp: number): string =>
  fsp === 0 ? '' : `.${String(micros).padStart(6, '0').slice(0, fsp)}`;

/** As MySQL prints them: "2024-00-10", "0000-00-00 00:00:00.00". */
export function dateText(fields: DateTimeFields): string {
  return `${String(fields.year).padStart(4, '0')}-${two(fields.month)}-${two(fields.day)}`;
}

export function datetimeText(fields: DateTimeFields, fsp: number): string {
  return `${dateText(fields)} ${two(fields.hour)}:${two(fields.minute)}:${two(fields.second)}${fractionText(fields.micros, fsp)}`;
}

export function timeText(fields: TimeFields, fsp: number): string {
  return `${fields.negative ? '-' : ''}${two(fields.hour)}:${two(fields.minute)}:${two(fields.second)}${fractionText(fields.micros, fsp)}`;
}

/** The form inside JSON documents: 8 bytes, little-endian; what is above 24 bits of microseconds is packed as in the columns. */
export function readPackedDatetime(buffer: Buffer, at: number): DateTimeFields {
  const packed = buffer.readBigInt64LE(at);
  const value = packed < 0n ? -packed : packed;
  const whole = value >> 24n;
  const days = Number(whole >> 17n);
  const yearMonth = days >> 5;
  const seconds = Number(whole & 0x1ffffn);
  return {
    year: Math.floor(yearMonth / 13),
    month: yearMonth % 13,
    day: days & 0x1f,
    hour: seconds >> 12,
    minute: (seconds >> 6) & 0x3f,
    second: seconds & 0x3f,
    micros: Number(value & 0xffffffn),
  };
}

export function readPackedTime(buffer: Buffer, at: number): TimeFields {
  const packed = buffer.readBigInt64LE(at);
  const value = packed < 0n ? -packed : packed;
  const whole = Number(value >> 24n);
  return {
    negative: packed < 0n,
    hour: (whole >> 12) & 0x3ff,
    minute: (whole >> 6) & 0x3f,
    second: whole & 0x3f,
    micros: Number(value & 0xffffffn),
  };
}
