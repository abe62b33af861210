import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import {
  type DataType,
  MAX_LENGTH,
  equalTypes,
  formatDataType,
  leastCommonType,
  parseDataType,
} from './index.ts';

const nullable = fc.boolean();
const length = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constant(MAX_LENGTH));

const plain = fc.record({
  kind: fc.constantFrom(
    ...(['BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DATE', 'VARIANT'] as const),
  ),
  nullable,
});
const decimal = fc
  .record({ precision: fc.integer({ min: 1, max: 38 }), part: fc.nat(100), nullable })
  .map(({ part, ...type }): DataType => ({
    kind: 'DECIMAL',
    ...type,
    scale: Math.floor((part * type.precision) / 100),
  }));
const sized = fc.record({
  kind: fc.constantFrom(...(['CHAR', 'VARCHAR', 'BINARY', 'VARBINARY'] as const)),
  length,
  nullable,
});
const temporal = fc.record({
  kind: fc.constantFrom(...(['TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ', 'TIMESTAMP_TZ'] as const)),
  precision: fc.integer({ min: 0, max: 9 }),
  nullable,
});
const atomic: fc.Arbitrary<DataType> = fc.oneof(plain, decimal, sized, temporal);

const dataTypes = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    atomic,
    fc.record({ kind: fc.constant('ARRAY' as const), element: tie('type'), nullable }),
    fc.record({ kind: fc.constant('MAP' as const), key: tie('type'), value: tie('type'), nullable }),
    fc.record({
      kind: fc.constant('ROW' as const),
      fields: fc.array(
        fc.record(
          {
            name: fc.string({ minLength: 1, maxLength: 6 }),
            type: tie('type'),
            description: fc.string({ maxLength: 5 }),
          },
          { requiredKeys: ['name', 'type'] },
        ),
        { maxLength: 4 },
      ),
      nullable,
    }),
  ),
})).type;

const read = (text: string): DataType => must(parseDataType(text), `not a type: ${text}`);

describe('the text of types', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(dataTypes, (type) => {
        const text = formatDataType(type);
        expect(read(text)).toEqual(type);
        expect(formatDataType(read(text))).toBe(text);
        expect(equalTypes(read(text), type)).toBe(true);
      }),
    );
  });

  it.each([
    ['decimal( 12 ,2 )not null', 'DECIMAL(12, 2) NOT NULL'],
    ['DECIMAL', 'DECIMAL(10, 0)'],
    ['NUMERIC(5)', 'DECIMAL(5, 0)'],
    ['integer', 'INT'],
    ['VARCHAR(2147483647)', 'STRING'],
    ['VARBINARY(2147483647)', 'BYTES'],
    ['VARCHAR', 'VARCHAR(1)'],
    ['TIME', 'TIME(0)'],
    ['TIMESTAMP', 'TIMESTAMP(6)'],
    ['TIMESTAMP(3) WITH LOCAL TIME ZONE', 'TIMESTAMP_LTZ(3)'],
    ['TIMESTAMP_TZ(3)', 'TIMESTAMP(3) WITH TIME ZONE'],
    ['TIMESTAMP(0) WITHOUT TIME ZONE NULL', 'TIMESTAMP(0)'],
    ['ARRAY<INT NOT NULL>', 'ARRAY<INT NOT NULL>'],
    ['MAP < STRING , ROW<`a b` INT, c ARRAY<BYTES>> >', 'MAP<STRING, ROW<`a b` INT, c ARRAY<BYTES>>>'],
    ["ROW<a INT 'it''s', `b``c` DATE>", "ROW<a INT 'it''s', `b``c` DATE>"],
    ['ROW<>', 'ROW<>'],
  ])('%s is %s', (text, canonical) => {
    expect(formatDataType(read(text))).toBe(canonical);
  });

  it.each([
    '',
    'INTS',
    'INT(4)',
    'DECIMAL(39, 0)',
    'DECIMAL(4, 5)',
    'DECIMAL(0)',
    'VARCHAR(0)',
    'VARCHAR(2147483648)',
    'CHAR(1, 2)',
    'TIME(10)',
    'ARRAY<INT',
    'MAP<INT>',
    'ROW<a>',
    'INT NOT',
    'INT x',
  ])('refuses %s', (text) => {
    expect(parseDataType(text)).toBeUndefined();
  });
});

/** Flink CDC, schema merging: one of each kind against one of each kind. */
const MATRIX: [string, string, string][] = [
  ['TINYINT', 'SMALLINT', 'SMALLINT'],
  ['TINYINT', 'FLOAT', 'FLOAT'],
  ['SMALLINT', 'BIGINT', 'BIGINT'],
  ['INT', 'FLOAT', 'DOUBLE'],
  ['BIGINT', 'FLOAT', 'DOUBLE'],
  ['INT', 'DATE', 'STRING'],
  ['BOOLEAN', 'INT', 'STRING'],
  ['DOUBLE', 'STRING', 'STRING'],
  ['DECIMAL(10, 2)', 'DECIMAL(8, 4)', 'DECIMAL(12, 4)'],
  ['DECIMAL(38, 0)', 'DECIMAL(38, 18)', 'DECIMAL(38, 0)'],
  ['DECIMAL(38, 30)', 'DECIMAL(38, 20)', 'DECIMAL(38, 20)'],
  ['DECIMAL(10, 2)', 'TINYINT', 'DECIMAL(10, 2)'],
  ['DECIMAL(10, 2)', 'BIGINT', 'DECIMAL(21, 2)'],
  ['DECIMAL(38, 30)', 'BIGINT', 'DECIMAL(38, 19)'],
  ['DECIMAL(10, 2)', 'DOUBLE', 'STRING'],
  ['DECIMAL(10, 2)', 'DATE', 'STRING'],
  ['DATE', 'TIMESTAMP(3)', 'TIMESTAMP(9)'],
  ['DATE', 'TIMESTAMP_LTZ(0)', 'TIMESTAMP_LTZ(9)'],
  ['TIMESTAMP(3)', 'TIMESTAMP(6)', 'TIMESTAMP(6)'],
  ['TIMESTAMP(3)', 'TIMESTAMP_LTZ(0)', 'TIMESTAMP_LTZ(3)'],
  ['TIMESTAMP_LTZ(3)', 'TIMESTAMP(0) WITH TIME ZONE', 'TIMESTAMP(3) WITH TIME ZONE'],
  ['VARCHAR(10)', 'VARCHAR(20)', 'STRING'],
  ['CHAR(4)', 'VARCHAR(4)', 'STRING'],
  ['BINARY(8)', 'VARBINARY(8)', 'STRING'],
  ['TIME(0)', 'TIME(3)', 'STRING'],
  ['ARRAY<INT>', 'ARRAY<BIGINT>', 'STRING'],
  ['INT NOT NULL', 'BIGINT', 'BIGINT'],
  ['INT NOT NULL', 'BIGINT NOT NULL', 'BIGINT NOT NULL'],
  ['VARCHAR(9) NOT NULL', 'VARCHAR(9)', 'VARCHAR(9)'],
];

describe('the least common type', () => {
  it.each(MATRIX)('%s with %s is %s', (a, b, expected) => {
    expect(formatDataType(leastCommonType(read(a), read(b)))).toBe(expected);
    expect(formatDataType(leastCommonType(read(b), read(a)))).toBe(expected);
  });

  it('is commutative, and idempotent', () => {
    fc.assert(
      fc.property(dataTypes, dataTypes, (a, b) => {
        expect(leastCommonType(a, b)).toEqual(leastCommonType(b, a));
        expect(leastCommonType(a, a)).toEqual(a);
      }),
    );
  });

  it('is associative, as long as decimals stay below 38 digits', () => {
    const short = atomic.filter((type) => type.kind !== 'DECIMAL' || (type.precision < 10 && type.scale < 5));
    fc.assert(
      fc.property(short, short, short, (a, b, c) => {
        expect(leastCommonType(leastCommonType(a, b), c)).toEqual(leastCommonType(a, leastCommonType(b, c)));
      }),
      { numRuns: 2000 },
    );
  });
});
