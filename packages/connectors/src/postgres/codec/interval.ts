// INTERVAL as Debezium gives it: microseconds with months of 365.25 / 12 days (the default), or an ISO 8601 duration with every unit.

const MICROS_PER_DAY = 86_400_000_000n;
/** 30.4375 days. */
const MICROS_PER_MONTH = 2_629_800_000_000n;

export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

export function decodeInterval(buffer: Buffer, at: number): Interval {
  return {
    micros: buffer.readBigInt64BE(at),
    days: buffer.readInt32BE(at + 8),
    months: buffer.readInt32BE(at + 12),
  };
}

/** Reads IntervalStyle "postgres": `1 year 2 mons -3 days +04:05:06.789`. Undefined for anything else. */
export function parseInterval(text: string): Interval | undefined {
  let months = 0;
  let days = 0;
  let micros = 0n;
  for (const match of text.matchAll(
    /([+-]?\d+) (year|mon|day)s?|([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?/gu,
  )) {
    const [, count, unit, sign, hours, minutes, seconds, fraction = ''] = match;
    if (unit === 'year') months += 12 * Number(count);
    else if (unit === 'mon') months += Number(count);
    else if (unit === 'day') days += Number(count);
    else {
      const whole = (BigInt(hours ?? 0) * 60n + BigInt(minutes ?? 0)) * 60n + BigInt(seconds ?? 0);
      const size = whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
      micros = sign === '-' ? -size : size;
    }
  }
  return /^(?:[+-]?\d+ (?:year|mon|day)s? ?)*(?:[+-]?\d+:\d\d:\d\d(?:\.\d{1,6})?)?$/u.test(text) &&
    text !== ''
    ? { months, days, micros }
    : undefined;
}

export function intervalMicros({ months, days, micros }: Interval): bigint {
  return BigInt(months) * MICROS_PER_MONTH + BigInt(days) * MICROS_PER_DAY + micros;
}

/** `P1Y2M3DT4H5M6.789S`; every unit with its own sign, as PostgreSQL keeps them apart. */
export function intervalText({ months, days, micros }: Interval): string {
  const sign = micros < 0n ? '-' : '';
  const size = micros < 0n ? -micros : micros;
  const fraction = (size % 1_000_000n).toString().padStart(6, '0').replace(/0+$/u, '');
  const seconds = size / 1_000_000n;
  const second = `${sign}${seconds % 60n}${fraction === '' ? '' : `.${fraction}`}`;
  const years = Math.trunc(months / 12);
  return `P${years}Y${months - 12 * years}M${days}DT${sign}${seconds / 3600n}H${sign}${(seconds / 60n) % 60n}M${second}S`;
}
