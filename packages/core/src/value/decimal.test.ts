import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  decimalFromNumber,
  decimalToNumber,
  divideDecimals,
  fitDecimal,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  roundDecimal,
  truncateDecimal,
} from './decimal.ts';

const of = (text: string) => parseDecimal(text)!;
const decimals = fc.record({
  unscaled: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  scale: fc.nat(38),
});

describe('text', () => {
  test.each([
    ['12', '12'],
    ['-0.50', '-0.50'],
    ['+.5', '0.5'],
    ['1e3', '1000'],
    ['1.25e-3', '0.00125'],
    ['00.10', '0.10'],
    ['7.', '7'],
  ])('%s prints as %s', (text, printed) => expect(formatDecimal(of(text))).toBe(printed));

  test.each(['', '.', '-', '1,5', ' 1', '1 ', '0x1', 'NaN', '1e', 'e5'])('%j is no decimal', (text) =>
    expect(parseDecimal(text)).toBeUndefined(),
  );

  test('parsing undoes printing', () =>
    fc.assert(
      fc.property(decimals, (d) => {
        expect(parseDecimal(formatDecimal(d))).toEqual(d);
      }),
    ));
});

describe('rounding', () => {
  test.each([
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['2.4999', 0, '2'],
    ['0.05', 1, '0.1'],
    ['1.2', 3, '1.200'],
    ['1250', -2, '1300'],
    ['-49', -2, '0'],
  ])('%s to %i digits is %s', (text, scale, rounded) =>
    expect(formatDecimal(roundDecimal(of(text), scale))).toBe(rounded),
  );

  test('cutting goes toward zero', () =>
    expect(formatDecimal(truncateDecimal(of('-1.999'), 1))).toBe('-1.9'));

  test.each([
    ['999.99', 5, 2, '999.99'],
    ['999.995', 5, 2, null],
    ['-99999', 5, 0, '-99999'],
    ['100000', 5, 0, null],
  ])('%s in DECIMAL(%i, %i) is %s', (text, precision, scale, expected) => {
    const fitted = fitDecimal(of(text), precision, scale);
    expect(fitted === null ? null : formatDecimal(fitted)).toBe(expected);
  });
});

describe('arithmetic', () => {
  test.each([
    ['10.00', '3.00', 2, '3.33'],
    ['-10', '3', 0, '-3'],
    ['1', '3.00', 0, '0'],
    ['1', '8', 3, '0.125'],
  ])('%s / %s with %i decimals is %s', (a, b, scale, quotient) =>
    expect(formatDecimal(divideDecimals(of(a), of(b), scale)!)).toBe(quotient),
  );

  test('dividing by zero has no answer', () =>
    expect(divideDecimals(of('1'), of('0.00'), 2)).toBeUndefined());

  test('sum and product agree with bigint arithmetic at a common scale', () =>
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const unit = (d: typeof a) => d.unscaled * 10n ** BigInt(76 - d.scale);
        expect(unit(addDecimals(a, b))).toBe(unit(a) + unit(b));
        expect(compareDecimals(a, b)).toBe(unit(a) < unit(b) ? -1 : unit(a) > unit(b) ? 1 : 0);
        expect(unit(multiplyDecimals(a, b)) * 10n ** 76n).toBe(unit(a) * unit(b));
        expect(addDecimals(a, negateDecimal(a)).unscaled).toBe(0n);
      }),
    ));

  test('a double becomes its shortest decimal', () => {
    expect(formatDecimal(decimalFromNumber(0.1)!)).toBe('0.1');
    expect(formatDecimal(decimalFromNumber(1e21)!)).toBe('1000000000000000000000');
    expect(formatDecimal(decimalFromNumber(1.5e-7)!)).toBe('0.00000015');
    expect(decimalFromNumber(NaN)).toBeUndefined();
  });
});

test('the nearest double is the one that the text reads as', () => {
  const near53 = fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n });
  const unscaled = fc.oneof(near53, fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.bigInt());
  fc.assert(
    fc.property(fc.record({ unscaled, scale: fc.nat(38) }), (value) => {
      expect(decimalToNumber(value)).toBe(Number(formatDecimal(value)));
    }),
    { numRuns: 2000 },
  );
});
