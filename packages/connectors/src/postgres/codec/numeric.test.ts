import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeNumeric, encodeNumeric, numericSize } from './numeric.ts';

it('reads back every decimal that it writes', () => {
  const out = Buffer.alloc(4096);
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.nat(40), (unscaled, scale) => {
      const end = encodeNumeric({ unscaled, scale }, out, 0);
      expect(out.readInt32BE(0)).toBe(end - 4);
      expect(decodeNumeric(out, 4)).toEqual({ unscaled, scale });
    }),
  );
});

it('writes what a double holds as the server does: without zeros at either end', () => {
  const out = Buffer.alloc(64);
  const small = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -100_000, max: 100_000 }),
    fc
      .tuple(fc.integer({ min: 1, max: 9_007 }), fc.nat(12), fc.integer({ min: -1, max: 1 }))
      .map(([whole, power, beside]) => whole * 10 ** power + beside),
  );
  fc.assert(
    fc.property(small, fc.nat(12), (number, scale) => {
      const value = { unscaled: BigInt(number), scale };
      const end = encodeNumeric(value, out, 0);
      expect(end).toBeLessThanOrEqual(numericSize(value));
      expect(out.readInt32BE(0)).toBe(end - 4);
      expect(decodeNumeric(out, 4)).toEqual(value);
      const digits = Array.from({ length: out.readInt16BE(4) }, (_, at) => out.readInt16BE(12 + 2 * at));
      expect(end).toBe(12 + 2 * digits.length);
      expect(digits.every((digit) => digit >= 0 && digit < 10_000)).toBe(true);
      expect(digits[0] !== 0 && digits.at(-1) !== 0).toBe(true);
      expect(digits.length > 0 || out.readInt16BE(6) === 0).toBe(true);
    }),
  );
});

it.each([
  // numeric_send of 12345.67800: digits 1, 2345, 6780, weight 1, five decimals shown
  ['000300010000000500010929' + '1a7c', { unscaled: 1_234_567_800n, scale: 5 }],
  ['0000000000000002', { unscaled: 0n, scale: 2 }],
  ['0001ffff400000040001', { unscaled: -1n, scale: 4 }],
  ['00010002000000000001', { unscaled: 100_000_000n, scale: 0 }],
])('reads the server form %s', (hex, expected) => {
  expect(decodeNumeric(Buffer.from(hex, 'hex'), 0)).toEqual(expected);
});

it.each([
  ['00000000c0000000', 'NaN'],
  ['00000000d0000000', 'Infinity'],
  ['00000000f0000000', '-Infinity'],
])('refuses %s', (hex, name) => {
  expect(() => decodeNumeric(Buffer.from(hex, 'hex'), 0)).toThrow(`${name} has no place in a DECIMAL`);
});
