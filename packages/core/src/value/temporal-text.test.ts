import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMonths,
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  isoDayOfWeek,
  isoWeek,
  NANOS_PER_DAY,
} from './civil-date.ts';
import {
  formatDate,
  formatInstant,
  formatTime,
  formatTimestamp,
  formatZonedTimestamp,
  parseDate,
  parseInstant,
  parseTime,
  parseTimestamp,
  parseZonedTimestamp,
} from './temporal-text.ts';

const days = fc.integer({ min: -3e8, max: 3e8 });
const timestamps = fc.record({ ms: fc.integer({ min: -8e15, max: 8e15 }), nanos: fc.nat(999_999) });

describe('calendar', () => {
  test.each([
    [0, 1970, 1, 1],
    [-1, 1969, 12, 31],
    [19_782, 2024, 2, 29],
    [-719_528, 0, 1, 1],
    [-719_529, -1, 12, 31],
  ])('day %i is %i-%i-%i', (day, year, month, dayOfMonth) => {
    expect(civilFromDays(day)).toEqual({ year, month, day: dayOfMonth });
    expect(daysFromCivil(year, month, dayOfMonth)).toBe(day);
  });

  test('agrees with Date', () =>
    fc.assert(
      fc.property(fc.integer({ min: -9e7, max: 9e7 }), (day) => {
        // oxlint-disable-next-line no-restricted-globals -- the platform is the oracle here
        const date = new Date(day * 86_400_000);
        const expected = {
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        };
        expect(civilFromDays(day)).toEqual(expected);
        expect(isoDayOfWeek(day) % 7).toBe(date.getUTCDay());
      }),
    ));

  test.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-12-15', 1, '2025-01-15'],
    ['0001-01-01', -24, '-000001-01-01'],
  ])('%s plus %i months is %s', (from, months, to) =>
    expect(formatDate(addMonths(parseDate(from)!, months))).toBe(to),
  );

  test.each([
    ['2024-12-30', 2025, 1],
    ['2021-01-03', 2020, 53],
    ['2024-03-05', 2024, 10],
  ])('%s lies in week %i-W%i', (date, weekYear, week) =>
    expect(isoWeek(parseDate(date)!)).toEqual({ weekYear, week }),
  );

  test('the day of the year counts from one', () => expect(dayOfYear(parseDate('2024-12-31')!)).toBe(366));
});

describe('text forms', () => {
  test('reading undoes printing', () =>
    fc.assert(
      fc.property(
        days,
        fc.nat(NANOS_PER_DAY - 1),
        timestamps,
        fc.integer({ min: -64_800, max: 64_800 }),
        (d, t, ts, o) => {
          expect(parseDate(formatDate(d))).toBe(d);
          expect(parseTime(formatTime(t))).toBe(t);
          expect(parseTimestamp(formatTimestamp(ts))).toEqual(ts);
          expect(parseInstant(formatInstant(ts))).toEqual(ts);
          const zoned = { ...ts, offsetSeconds: o };
          expect(parseZonedTimestamp(formatZonedTimestamp(zoned))).toEqual(zoned);
        },
      ),
    ));

  test.each([
    ['2026-01-31T23:59:59.123456789', '2026-01-31T23:59:59.123456789'],
    ['2026-01-31 23:59', '2026-01-31T23:59:00'],
    ['2026-01-31', '2026-01-31T00:00:00'],
    ['1969-12-31T23:59:59.5', '1969-12-31T23:59:59.5'],
    ['+012026-01-31T00:00:00', '+012026-01-31T00:00:00'],
  ])('%s prints as %s', (text, printed) => expect(formatTimestamp(parseTimestamp(text)!)).toBe(printed));

  test.each([
    '2026-02-29',
    '2026-13-01T00:00:00',
    '2026-01-31T24:00:00',
    '2026-01-31T00:00:00Z',
    '26-1-1',
    '',
  ])('%j is no timestamp', (text) => expect(parseTimestamp(text)).toBeUndefined());

  test('an offset moves the instant, and is kept', () => {
    expect(formatInstant(parseInstant('2026-01-31T08:00:00+08:00')!)).toBe('2026-01-31T00:00:00Z');
    expect(formatZonedTimestamp(parseZonedTimestamp('2026-01-31T08:00:00Z')!)).toBe(
      '2026-01-31T08:00:00+00:00',
    );
    expect(parseZonedTimestamp('2026-01-31T08:00:00')).toBeUndefined();
  });
});
