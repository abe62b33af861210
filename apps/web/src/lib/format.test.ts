import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatDuration, formatRate, plural } from './format.ts';

describe('format', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [18_234_000, '18.2 MB'],
    [999_999_999_999_999, '1000 TB'],
  ])('bytes %d → %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [12, '12 ms'],
    [240, '0.2 s'],
    [2000, '2.0 s'],
    [59_000, '59 s'],
    [8_040_000, '2 h 14 min'],
    [260_000_000, '3 days'],
  ])('duration %d → %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [0, '0'],
    [0.44, '0.4'],
    [312.4, '312'],
    [12_400, '12,400'],
  ])('rate %d → %s', (rate, text) => expect(formatRate(rate)).toBe(text));

  it.each([
    [1000, 'now'],
    [30_000, '30 s ago'],
    [180_000, '3 min ago'],
    [3_700_000, '1 h ago'],
    [90_000_000, 'yesterday'],
  ])('%d ms ago → %s', (age, text) => expect(formatAgo(1e12 - age, 1e12)).toBe(text));

  it('counts things', () => {
    expect(plural(1, 'table')).toBe('1 table');
    expect(plural(1200, 'table')).toBe('1,200 tables');
  });
});
