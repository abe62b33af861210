// Expressions over texts, decimals, dates and conditional functions, each made together with what it has to give: a naive interpreter
// that is the generator itself. Logic and integers are held to a walk over the tree beside this (compile-expression.test.ts).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDataType } from '../../types/index.ts';
import { formatDate, type Row } from '../../value/index.ts';
import { evaluateText } from '../testing/evaluate-text.ts';

/** An expression and its value; `null` is NULL. */
interface Known<T> {
  readonly sql: string;
  readonly value: T | null;
}

const TEXT = 'aB cÄ';
const ROW: Row = [TEXT, null, 7];
const COLUMNS = Object.entries({ s: 'STRING', n: 'STRING', i: 'INT' }).map(([name, kind]) => {
  const type = parseDataType(kind);
  if (type === undefined) throw new Error(kind);
  return { name, type };
});

const known = <T>(sql: string, value: T | null): Known<T> => ({ sql, value });
const strict = <A, T>(of: Known<A>, apply: (value: A) => T): T | null =>
  of.value === null ? null : apply(of.value);
const strict2 = <A, T>(a: Known<A>, b: Known<A>, apply: (x: A, y: A) => T): T | null =>
  a.value === null || b.value === null ? null : apply(a.value, b.value);

/** CASE, IF, COALESCE, IFNULL and NULLIF over values of one type. */
function conditional<T>(
  value: fc.Arbitrary<Known<T>>,
  condition: fc.Arbitrary<Known<boolean>>,
): fc.Arbitrary<Known<T>> {
  return fc.oneof(
    fc
      .tuple(condition, value, value)
      .map(([c, a, b]) =>
        known<T>(`CASE WHEN ${c.sql} THEN ${a.sql} ELSE ${b.sql} END`, (c.value === true ? a : b).value),
      ),
    fc
      .tuple(condition, value, value)
      .map(([c, a, b]) => known<T>(`IF(${c.sql}, ${a.sql}, ${b.sql})`, (c.value === true ? a : b).value)),
    fc.tuple(value, value).map(([a, b]) => known<T>(`COALESCE(${a.sql}, ${b.sql})`, a.value ?? b.value)),
    fc.tuple(value, value).map(([a, b]) => known<T>(`IFNULL(${a.sql}, ${b.sql})`, a.value ?? b.value)),
  );
}

const days = fc.integer({ min: -20_000, max: 40_000 });
const date = (day: number): string => `TO_DATE('${formatDate(day)}')`;
const midnight = (day: number): string => `TO_TIMESTAMP('${formatDate(day)} 00:00:00')`;
const letters = fc.string({ unit: fc.constantFrom('a', 'B', ' ', "'", 'ü', '%', '1'), maxLength: 4 });

const kinds = fc.letrec<{
  readonly text: Known<string>;
  readonly number: Known<number>;
  /** In hundredths. */
  readonly cents: Known<number>;
  readonly condition: Known<boolean>;
}>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    letters.map((text) => known<string>(`'${text.replaceAll("'", "''")}'`, text)),
    fc.constantFrom(known<string>('s', TEXT), known<string>('n', null)),
    tie('text').map((a) =>
      known<string>(
        `UPPER(${a.sql})`,
        strict(a, (x) => x.toUpperCase()),
      ),
    ),
    tie('text').map((a) =>
      known<string>(
        `LOWER(${a.sql})`,
        strict(a, (x) => x.toLowerCase()),
      ),
    ),
    tie('text').map((a) =>
      known<string>(
        `TRIM(${a.sql})`,
        strict(a, (x) => x.replaceAll(/^ +| +$/gu, '')),
      ),
    ),
    fc
      .tuple(tie('text'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }))
      .map(([a, from, size]) =>
        known<string>(
          `SUBSTRING(${a.sql}, ${from}, ${size})`,
          strict(a, (x) => x.slice(from - 1, from - 1 + size)),
        ),
      ),
    conditional<string>(tie('text'), tie('condition')),
  ),
  number: fc.oneof(
    { maxDepth: 4 },
    fc.nat(1000).map((n) => known<number>(String(n), n)),
    fc.constant(known<number>('i', 7)),
    tie('text').map((a) =>
      known<number>(
        `CHAR_LENGTH(${a.sql})`,
        strict(a, (x) => x.length),
      ),
    ),
    // Within 2^31 seconds, beyond which Flink CDC's own answer is another.
    fc
      .tuple(days, fc.integer({ min: -24_000, max: 24_000 }))
      .map(([a, by]) => known<number>(`TIMESTAMPDIFF(DAY, ${midnight(a)}, ${midnight(a + by)})`, by)),
    days.map((day) => known<number>(`CAST(YEAR(${date(day)}) AS INT)`, Number(formatDate(day).slice(0, 4)))),
    fc.tuple(tie('number'), fc.constantFrom('+', '-'), tie('number')).map(([a, sign, b]) =>
      known<number>(
        `(CASE WHEN TRUE THEN ${a.sql} END ${sign} CASE WHEN TRUE THEN ${b.sql} END)`,
        strict2(a, b, (x, y) => (sign === '+' ? x + y : x - y) | 0),
      ),
    ),
    conditional<number>(tie('number'), tie('condition')),
  ),
  cents: fc.oneof(
    { maxDepth: 3 },
    fc
      .integer({ min: -99_999, max: 99_999 })
      .map((cents) => known<number>(`CAST('${(cents / 100).toFixed(2)}' AS DECIMAL(7, 2))`, cents)),
    fc.tuple(tie('cents'), fc.constantFrom('+', '-'), tie('cents')).map(([a, sign, b]) =>
      known<number>(
        `(${a.sql} ${sign} ${b.sql})`,
        strict2(a, b, (x, y) => (sign === '+' ? x + y : x - y)),
      ),
    ),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.boolean().map((value) => known<boolean>(value ? 'TRUE' : 'FALSE', value)),
    fc
      .tuple(tie('text'), tie('text'))
      .map(([a, b]) =>
        known<boolean>(`(${a.sql} = ${b.sql})`, a.value !== null && b.value !== null && a.value === b.value),
      ),
    fc
      .tuple(tie('cents'), tie('cents'))
      .map(([a, b]) => known<boolean>(`(${a.sql} < ${b.sql})`, strict2(a, b, (x, y) => x < y) ?? false)),
    fc.tuple(days, days).map(([a, b]) => known<boolean>(`(${date(a)} <= ${date(b)})`, a <= b)),
    tie('text').map((a) => known<boolean>(`(${a.sql} IS NULL)`, a.value === null)),
    fc
      .tuple(tie('text'), fc.array(letters, { minLength: 1, maxLength: 3 }))
      .map(([a, items]) =>
        known<boolean>(
          `(${a.sql} IN (${items.map((item) => `'${item.replaceAll("'", "''")}'`).join(', ')}))`,
          a.value !== null && items.includes(a.value),
        ),
      ),
  ),
}));

const evaluate = (sql: string): string => evaluateText(sql, { columns: COLUMNS }, ROW);

describe('a compiled expression gives what it was made to give', () => {
  test.each([
    ['text', kinds.text.map(({ sql, value }) => [sql, value ?? 'NULL'])],
    ['number', kinds.number.map(({ sql, value }) => [sql, value === null ? 'NULL' : String(value)])],
    [
      'decimal',
      kinds.cents.map(({ sql, value }) => [sql, value === null ? 'NULL' : (value / 100).toFixed(2)]),
    ],
    ['condition', kinds.condition.map(({ sql, value }) => [sql, String(value)])],
  ] as const)('%s', (_kind, pairs) => {
    fc.assert(
      fc.property(pairs, ([sql, expected]) => {
        expect(evaluate(sql ?? '')).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
