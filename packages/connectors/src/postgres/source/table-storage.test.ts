import { expect, test } from 'vitest';
import { isRewritten, storageThen, type TableStorage } from './table-storage.ts';

const storage = (file: number, ...definedBy: readonly (readonly [number, number])[]): TableStorage => ({
  file,
  definedBy: new Map(definedBy),
});

test.each([
  ['nothing', storage(5, [1, 100], [2, 100]), false],
  ['VACUUM FULL', storage(9, [1, 100], [2, 100]), false],
  ['SET DEFAULT', storage(5, [1, 100], [2, 200]), false],
  ['a column added, and VACUUM FULL', storage(9, [1, 100], [2, 100], [3, 200]), false],
  ['a column dropped, and VACUUM FULL', storage(9, [1, 100]), false],
  ['ALTER TYPE … USING', storage(9, [1, 100], [2, 200]), true],
])('seen while the run goes on: %s', (_, now, expected) => {
  expect(isRewritten(storage(5, [1, 100], [2, 100]), now)).toBe(expected);
});

test.each([
  ['an older file', storage(5, [1, 200]), [1], false],
  ['columns defined before', storage(9, [1, 149]), [1], false],
  ['one defined since', storage(9, [1, 150]), [1], true],
  ['one added since', storage(9, [1, 100], [2, 200]), [1], false],
])('found when the run goes on: %s', (_, now, had, expected) => {
  const then = storageThen(now, { newestFile: 5, xid: 150 }, new Set(had));
  expect(isRewritten(then, now)).toBe(expected);
});

test('numbers of transactions begin again', () => {
  const now = storage(9, [1, 3]);
  const then = storageThen(now, { newestFile: 5, xid: 4_294_967_290 }, new Set([1]));
  expect(isRewritten(then, now)).toBe(true);
});
