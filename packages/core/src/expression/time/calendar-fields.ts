// The calendar fields of a wall clock, in the proleptic Gregorian calendar or in the mixed one of java.util.GregorianCalendar, which is
// Julian before 1582-10-15. Weeks are those of the US locale, which Flink's patterns use.
import { civilFromDays, daysFromCivil, isLeapYear, isoDayOfWeek, MS_PER_DAY } from '../../value/index.ts';

export interface MomentFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly dayOfYear: number;
  /** Monday is 1. */
  readonly dayOfWeek: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
}

/** The first day that java.util.GregorianCalendar reckons as Gregorian, 1582-10-15. */
const CUTOVER = daysFromCivil(1582, 10, 15);

export function fieldsOf(days: number, nanosOfDay: number, calendar: 'gregorian' | 'mixed'): MomentFields {
  const isJulian = calendar === 'mixed' && days < CUTOVER;
  const { year, month, day } = isJulian ? julianFromDays(days) : civilFromDays(days);
  const seconds = Math.floor(nanosOfDay / 1e9);
  // Field by field: an object that begins with a spread takes microseconds to make.
  return {
    year,
    month,
    day,
    dayOfYear: days - (isJulian ? daysFromJulian(year, 1, 1) : daysFromCivil(year, 1, 1)) + 1,
    dayOfWeek: isoDayOfWeek(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    nanos: nanosOfDay - seconds * 1e9,
  };
}

export function fieldsOfLocal(localMs: number, nanos: number, calendar: 'gregorian' | 'mixed'): MomentFields {
  const days = Math.floor(localMs / MS_PER_DAY);
  return fieldsOf(days, (localMs - days * MS_PER_DAY) * 1e6 + nanos, calendar);
}

function daysFromJulian(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const shifted = month + (month > 2 ? -3 : 9);
  return y * 365 + Math.floor(y / 4) + Math.floor((153 * shifted + 2) / 5) + day - 1 - 719_470;
}

function julianFromDays(days: number): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const z = days + 719_470;
  const cycle = Math.floor(z / 1461);
  const dayOfCycle = z - cycle * 1461;
  const yearOfCycle = Math.min(3, Math.floor(dayOfCycle / 365));
  const dayOfShiftedYear = dayOfCycle - yearOfCycle * 365;
  const shifted = Math.floor((5 * dayOfShiftedYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  const day = dayOfShiftedYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return { year: cycle * 4 + yearOfCycle + (month <= 2 ? 1 : 0), month, day };
}

/** The day of a date in the mixed calendar; month and day may lie outside their ranges and count on. */
export function daysFromMixed(year: number, month: number, day: number): number {
  const months = year * 12 + month - 1;
  const y = Math.floor(months / 12);
  const m = months - y * 12 + 1;
  const gregorian = daysFromCivil(y, m, 1) + day - 1;
  return gregorian >= CUTOVER ? gregorian : daysFromJulian(y, m, 1) + day - 1;
}

/** Week of the year in the US locale: weeks begin on Sunday, week 1 holds January 1. */
export function usWeek(fields: MomentFields): { readonly weekYear: number; readonly week: number } {
  const sundayBased = fields.dayOfWeek % 7;
  const yearLength = isLeapYear(fields.year) ? 366 : 365;
  const firstOfNext = (sundayBased + yearLength - fields.dayOfYear + 1) % 7;
  if (fields.dayOfYear + (6 - sundayBased) > yearLength && firstOfNext !== 0)
    return { weekYear: fields.year + 1, week: 1 };
  const first = (((sundayBased - fields.dayOfYear + 1) % 7) + 7) % 7;
  return { weekYear: fields.year, week: Math.floor((fields.dayOfYear + first - 1) / 7) + 1 };
}
