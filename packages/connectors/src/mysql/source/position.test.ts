import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePositions, type LogPosition } from './position.ts';

const position: fc.Arbitrary<LogPosition> = fc.record({
  file: fc.nat(1_200_000).map((number) => `binlog.${String(number).padStart(6, '0')}`),
  pos: fc.oneof(fc.nat(100), fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 + 5 })),
  gtids: fc.constant(''),
  server: fc.constant('one'),
  created: fc.nat(5),
});

test('positions of one server are in a total order, beyond 4 GiB and beyond a million files too', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      expect(comparePositions(a, a)).toBe(0);
      expect(comparePositions(a, b)).toBe(-comparePositions(b, a) + 0);
      const [first, second, third] = [a, b, c].toSorted(comparePositions);
      expect(comparePositions(first!, second!)).toBeLessThanOrEqual(0);
      expect(comparePositions(second!, third!)).toBeLessThanOrEqual(0);
      expect(comparePositions(first!, third!)).toBeLessThanOrEqual(0);
    }),
  );
});

const UUID = '896e7882-18fe-11ef-ab88-22222d34d411';
const at = (server: string, gtids: string): LogPosition => ({
  file: 'binlog.000001',
  pos: 4,
  gtids,
  server,
  created: 0,
});

test.each([
  [`${UUID}:1-5`, `${UUID}:1-7`, -1],
  [`${UUID}:1-7`, `${UUID}:1-5`, 1],
  ['0-1-5', '0-2-7', -1],
  ['0-1-5,3-1-1', '0-2-5', 1],
])('those of two servers by GTIDs: %s and %s', (left, right, order) => {
  expect(comparePositions(at('one', left), at('other', right))).toBe(order);
});

test.each([
  [`${UUID}:1-5`, `${UUID}:3-7`],
  ['0-1-5,3-1-1', '0-2-7'],
  ['0-1-5', `${UUID}:1-7`],
])('%s and %s of two servers are not compared', (left, right) => {
  expect(() => comparePositions(at('one', left), at('other', right))).toThrow(
    expect.objectContaining({ code: 'mysql-positions-incomparable' }),
  );
});
