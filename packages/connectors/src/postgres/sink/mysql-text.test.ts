// The straight way and the way over a value come to the same bytes.
import fc from 'fast-check';
import { formatDecimal, parseDecimal } from '@tailrace/core/value';
import { describe, expect, test } from 'vitest';
import { encoders, type CellEncoder } from '../codec/binary-encoders.ts';
import { createCopyWriter } from '../codec/copy-writer.ts';
import * as oids from '../codec/oids.ts';
import { textConverter } from './mysql-text.ts';

function straight(kind: string, oid: number, text: string): string {
  const out = createCopyWriter(64);
  const bytes = Buffer.from(`x${text}y`);
  const done = textConverter(kind, oid)?.(out, bytes, 1, bytes.length - 2);
  return done === true ? (out.take()?.toString('hex') ?? '') : String(done);
}

function byValue(encode: CellEncoder, value: Parameters<CellEncoder>[1]): string {
  const out = createCopyWriter(64);
  encode(out, value);
  return out.take()?.toString('hex') ?? '';
}

describe('text of MySQL as COPY', () => {
  test('decimals', () => {
    const decimals = fc.record({
      unscaled: fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
      scale: fc.nat(30),
    });
    fc.assert(
      fc.property(decimals, (value) => {
        expect(straight('decimal', oids.NUMERIC, formatDecimal(value))).toBe(
          byValue(encoders.numeric, value),
        );
      }),
      { numRuns: 1000 },
    );
    for (const text of ['0', '0.00', '-0.01', '10000', '1.0000', '9999.9999', '0.00010000']) {
      expect(straight('decimal', oids.NUMERIC, text)).toBe(byValue(encoders.numeric, parseDecimal(text)!));
    }
  });

  test('integers', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(straight('integer', oids.INT4, String(value))).toBe(byValue(encoders.int4, value));
        expect(straight('integer', oids.INT8, String(value))).toBe(byValue(encoders.int8, BigInt(value)));
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -99_999_999_999_999n, max: 999_999_999_999_999n }), (value) => {
        expect(straight('integer', oids.INT8, String(value))).toBe(byValue(encoders.int8, value));
      }),
    );
    for (const text of ['0', '-1', '2147483647', '-2147483648', '0000000042', '0000000000']) {
      expect(straight('integer', oids.INT4, text)).toBe(byValue(encoders.int4, Number(text)));
    }
    expect(straight('integer', oids.INT2, '-32768')).toBe(byValue(encoders.int2, -32768));
    expect(straight('integer', oids.INT8, '-99999999999999')).toBe(
      byValue(encoders.int8, -99_999_999_999_999n),
    );
    expect(straight('integer', oids.INT8, '9223372036854775807')).toBe('false');
  });

  test.each([
    ['2024-02-29 23:59:59', Date.UTC(2024, 1, 29, 23, 59, 59), 0],
    ['1969-12-31 00:00:00.5', Date.UTC(1969, 11, 31) + 500, 0],
    ['1800-01-01 00:00:00.000001', Date.UTC(1800, 0, 1), 1000],
    ['2250-12-31 23:59:59.999999', Date.UTC(2250, 11, 31, 23, 59, 59, 999), 999_000],
  ])('%s', (text, ms, nanos) => {
    expect(straight('datetime', oids.TIMESTAMP, text)).toBe(byValue(encoders.timestamp, { ms, nanos }));
    expect(straight('timestamp', oids.TIMESTAMPTZ, text)).toBe(byValue(encoders.timestamp, { ms, nanos }));
  });

  test('dates one behind the other, the same and others', () => {
    const moments = fc.array(
      fc.record({
        ms: fc.integer({ min: Date.UTC(1800, 0, 1), max: Date.UTC(2250, 11, 31) }),
        again: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(moments, (list) => {
        let day = '';
        for (const { ms, again } of list) {
          const text = new Date(ms).toISOString();
          if (!again || day === '') day = text.slice(0, 10);
          const written = `${day} ${text.slice(11, 23)}`;
          expect(straight('datetime', oids.TIMESTAMP, written)).toBe(
            byValue(encoders.timestamp, { ms: Date.parse(`${day}T${text.slice(11)}`), nanos: 0 }),
          );
        }
      }),
    );
  });

  test('dates that no calendar has, and those far away, are left to the decoder', () => {
    for (const text of [
      '1000-01-01 00:00:00',
      '9999-12-31 23:59:59.999999',
      '0000-00-00 00:00:00',
      '2024-00-10 00:00:00',
      '2024-01-00 00:00:00.000',
    ]) {
      expect(straight('datetime', oids.TIMESTAMP, text)).toBe('false');
    }
  });

  test('text and flags', () => {
    expect(straight('text', oids.TEXT, 'ä€😀')).toBe(byValue(encoders.text, 'ä€😀'));
    expect(straight('boolean', oids.BOOL, '0')).toBe(byValue(encoders.bool, false));
    expect(straight('boolean', oids.BOOL, '2')).toBe(byValue(encoders.bool, true));
  });

  test('a pair without a way has none', () => {
    expect(textConverter('integer', oids.NUMERIC)).toBeUndefined();
    expect(textConverter('', oids.TEXT)).toBeUndefined();
  });
});
