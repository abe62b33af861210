import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyTable } from './key-table.ts';

const key = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -40, max: 40 }) },
  fc.maxSafeInteger(),
  // The same lower half, and the same slot at first.
  fc.nat(20).map((number) => number * 4_294_967_296),
  fc.constantFrom(0, -0, NaN, 0.5, Infinity, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 53),
  fc.bigInt(),
  fc.string({ maxLength: 2 }),
);
const step = fc.record({ key, what: fc.constantFrom('put', 'put', 'put', 'delete', 'clear') });

test('holds what a Map would', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), fc.boolean(), (steps, clears) => {
      const table = new KeyTable<{ value: number }>();
      const map = new Map<unknown, { value: number }>();
      const wrong: unknown[] = [];
      for (const [at, { key: each, what }] of steps.entries()) {
        if (table.get(each) !== map.get(each)) wrong.push(each);
        if (what === 'delete') {
          table.delete(each);
          map.delete(each);
        } else if (what === 'put' && !map.has(each)) {
          const value = { value: at };
          table.add(each, value);
          map.set(each, value);
        } else if (what === 'clear' && clears && at % 7 === 0) {
          table.clear();
          map.clear();
        }
        if (table.size !== map.size) wrong.push(each);
      }
      expect(wrong).toEqual([]);
      expect([...table.values()]).toEqual([...map.values()]);
    }),
    { numRuns: 200 },
  );
});

test('many keys, taken out and put in again', () => {
  const table = new KeyTable<number>();
  for (let round = 0; round < 5; round += 1) {
    for (let each = 0; each < 30_000; each += 1) table.add(each * 4099, each);
    for (let each = 0; each < 30_000; each += 2) table.delete(each * 4099);
    for (let each = 0; each < 30_000; each += 2) table.add(each * 4099, -each);
    expect(table.size).toBe(30_000);
    expect(table.get(4 * 4099)).toBe(-4);
    expect(table.get(5 * 4099)).toBe(5);
    expect(table.get(5)).toBeUndefined();
    for (let each = 0; each < 30_000; each += 1) table.delete(each * 4099);
    expect([...table.values()]).toEqual([]);
    if (round === 3) table.clear();
  }
});
