import { describe, expect, test } from 'vitest';
import { formatInstant, formatTimestamp, parseInstant, parseTimestamp } from './temporal-text.ts';
import { findTimeZone } from './time-zone.ts';

const zone = (id: string) => findTimeZone(id)!;

describe('offsets', () => {
  test.each([
    ['Europe/Berlin', '2024-03-31T00:59:59Z', 3600],
    ['Europe/Berlin', '2024-03-31T01:00:00Z', 7200],
    ['America/New_York', '2024-11-03T05:59:59.999Z', -14_400],
    ['America/New_York', '2024-11-03T06:00:00Z', -18_000],
    ['Asia/Kathmandu', '2024-01-01T00:00:00Z', 20_700],
    ['Asia/Shanghai', '1875-01-01T00:00:00Z', 29_143],
    ['GMT+08:00', '2024-01-01T00:00:00Z', 28_800],
    ['UTC', '2024-01-01T00:00:00Z', 0],
    ['-03:30', '2024-01-01T00:00:00Z', -12_600],
  ])('%s at %s', (id, instant, offset) => expect(zone(id).offsetAt(parseInstant(instant)!.ms)).toBe(offset));

  test.each(['Mars/Olympus', '', '+25:00', 'GMT+8:77', 'UTC8'])('%j is no zone', (id) =>
    expect(findTimeZone(id)).toBeUndefined(),
  );

  test('every hour of two years has the offset that Intl says', () => {
    const format = new Intl.DateTimeFormat('sv', {
      timeZone: 'Africa/Casablanca',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const casablanca = zone('Africa/Casablanca');
    // oxlint-disable-next-line no-restricted-globals -- the platform is the oracle here
    for (let ms = Date.UTC(2023, 0); ms < Date.UTC(2025, 0); ms += 3_600_000) {
      const wall = formatTimestamp({ ms: ms + casablanca.offsetAt(ms) * 1000, nanos: 0 }).replace('T', ' ');
      expect(wall).toBe(format.format(ms));
    }
  });
});

describe('wall clocks', () => {
  const at = (id: string, local: string, overlap: 'earlier' | 'later') =>
    formatInstant({ ms: zone(id).instantOf(parseTimestamp(local)!.ms, overlap), nanos: 0 });

  test.each([
    ['Europe/Berlin', '2024-07-01T12:00:00', 'earlier', '2024-07-01T10:00:00Z'],
    ['Europe/Berlin', '2024-03-31T02:30:00', 'earlier', '2024-03-31T01:30:00Z'],
    ['Europe/Berlin', '2024-10-27T02:30:00', 'earlier', '2024-10-27T00:30:00Z'],
    ['Europe/Berlin', '2024-10-27T02:30:00', 'later', '2024-10-27T01:30:00Z'],
    ['Pacific/Apia', '2011-12-30T12:00:00', 'earlier', '2011-12-30T22:00:00Z'],
    ['+05:45', '2024-07-01T12:00:00', 'later', '2024-07-01T06:15:00Z'],
  ] as const)('%s %s, the %s one', (id, local, overlap, instant) =>
    expect(at(id, local, overlap)).toBe(instant),
  );
});
