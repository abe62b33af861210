import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, type VisibleColumn } from '../../expression/index.ts';
import { parseDataType } from '../../types/index.ts';
import type { Row, Value } from '../../value/index.ts';
import { checkText, rewriteText, type TextCheck } from './check-text.ts';
import { expressionsIn } from './types-of-parts.ts';

const TYPES: Readonly<Record<string, string>> = {
  i: 'INT',
  j: 'INT',
  k: 'BIGINT',
  d: 'DOUBLE',
  a: 'DECIMAL(10, 2)',
  b: 'DECIMAL(10, 4)',
  s: 'STRING',
  t: 'STRING',
  p: 'BOOLEAN',
  q: 'BOOLEAN',
  r: 'BOOLEAN NOT NULL',
  ts: 'TIMESTAMP(3)',
  ltz: 'TIMESTAMP_LTZ(3)',
};
const columns: readonly VisibleColumn[] = Object.entries(TYPES).map(([name, text]) => {
  const type = parseDataType(text);
  if (type === undefined) throw new Error(`no type ${text}`);
  return { name, type };
});

const settings = {
  metadata: [],
  decimalPrecision: 19,
  timeZone: 'Asia/Tokyo',
  userFunctions: [],
  models: [],
} as const;

function check(mode: 'projection' | 'filter', typed: boolean): TextCheck {
  return { mode, target: '3.6', settings, tables: typed ? [columns] : [] };
}

describe('written for release 3.6, without tables', () => {
  it.each([
    ['filter', '(i < 5 OR i < 3) AND i > 100', 'CAST(i < 5 OR i < 3 AS BOOLEAN) AND i > 100'],
    ['filter', 'NOT (i > 1 AND i > 5)', 'NOT CAST(i > 1 AND i > 5 AS BOOLEAN)'],
    ['filter', 'NOT i > 1 AND NOT (p)', 'NOT i > 1 AND NOT (p)'],
    ['filter', 'i * (i + 1) > 2', 'i * CASE WHEN TRUE THEN i + 1 END > 2'],
    // The newest release loses these as well: there is no difference to write away.
    ['filter', 'p AND i * (i + 1) > 2', 'p AND i * (i + 1) > 2'],
    ['filter', 'i * (i + 1) > 2 AND p', 'i * CASE WHEN TRUE THEN i + 1 END > 2 AND p'],
    ['filter', 's IS NOT UNKNOWN', 's IS NOT NULL'],
    [
      'filter',
      "s LIKE 'a.%!_' ESCAPE '!'",
      "CASE WHEN s IS NULL THEN FALSE ELSE s LIKE '(?s)^a\\..*_\\z' END",
    ],
    ['filter', "NOT s LIKE '%' ESCAPE '!'", "NOT CASE WHEN s IS NULL THEN TRUE ELSE s LIKE '(?s)^.*\\z' END"],
    [
      'projection',
      'CAST(i AS INT) * (CAST(j AS INT) - 1) AS x',
      'CAST(i AS INT) * CAST(CAST(j AS INT) - 1 AS INT) AS x',
    ],
    [
      'projection',
      '\\*, 1 - (i - (j - 1)) AS x',
      '\\*, 1 - CASE WHEN TRUE THEN i - CASE WHEN TRUE THEN j - 1 END END AS x',
    ],
    ['projection', 'IF(p, 10, 20) + 1 AS x', 'CASE WHEN p THEN 10 ELSE 20 END + 1 AS x'],
    ['projection', 'IF(IF(p, q, p), 10, 20) AS x', 'IF(CASE WHEN p THEN q ELSE p END, 10, 20) AS x'],
    [
      'projection',
      'i IS DISTINCT FROM j AS x',
      'CASE WHEN i IS NULL AND j IS NULL THEN FALSE ELSE i <> j END AS x',
    ],
    [
      'projection',
      "NULLIF(s, '') AS x, BTRIM(t) AS y",
      "CASE WHEN s = '' THEN NULL ELSE s END AS x, TRIM(t) AS y",
    ],
    ['projection', 'TRY_CAST(s AS INT) AS x', 'TRY_CAST(s AS INT) AS x'],
  ] as const)('%s %s', (mode, text, expected) => {
    expect(rewriteText(text, check(mode, false))).toBe(expected);
  });
});

describe('written for release 3.6, with the types of the columns', () => {
  it.each([
    ['projection', 'i * (i + 1) AS x', 'i * CAST(i + 1 AS INT) AS x'],
    ['projection', 'k * (i + 1.5) AS x', 'k * CASE WHEN TRUE THEN i + 1.5 END AS x'],
    ['projection', 'a / a AS x', 'CAST(CAST(a AS DOUBLE) / CAST(a AS DOUBLE) AS DECIMAL(12, 2)) AS x'],
    ['projection', 'd / d AS x', 'd / d AS x'],
    ['projection', 'ROUND(b, 1) AS x', 'CAST(CAST(b AS DECIMAL(10, 1)) AS DECIMAL(10, 4)) AS x'],
    ['projection', 'COALESCE(b, 1.00) AS x', 'COALESCE(b, CAST(1.00 AS DECIMAL(10, 4))) AS x'],
    ['projection', 'IF(r, a, b) AS x', 'IF(r, CAST(a AS DECIMAL(12, 4)), CAST(b AS DECIMAL(12, 4))) AS x'],
    ['projection', 'TO_DATE(ts) AS x', "TO_DATE(DATE_FORMAT(ts, 'yyyy-MM-dd')) AS x"],
    ['projection', 'YEAR(ts) AS x', "CAST(DATE_FORMAT(ts, 'yyyy') AS BIGINT) AS x"],
    ['projection', "ts - INTERVAL '3' DAY AS x", 'TIMESTAMPADD(DAY, -3, ts) AS x'],
    [
      'projection',
      'r AND p AS x',
      'CASE WHEN r AND COALESCE(p, FALSE) THEN TRUE WHEN r AND COALESCE(p, TRUE) THEN NULL ELSE FALSE END AS x',
    ],
    ['projection', 'p IS NOT TRUE AS x', 'NOT COALESCE(p, FALSE) AS x'],
    ['filter', 'p', 'COALESCE(p, FALSE)'],
    ['filter', 'r AND NOT (p OR q)', 'r AND NOT CAST(COALESCE(p, TRUE) OR COALESCE(q, TRUE) AS BOOLEAN)'],
    ['filter', 'i = 1 AND r', 'i = 1 AND r'],
  ] as const)('%s %s', (mode, text, expected) => {
    const written = rewriteText(text, check(mode, true));
    expect(written).toBe(expected);
  });

  it('has no way to write it where tables do not agree', () => {
    const other = columns.map((column) =>
      column.name === 'i' ? { ...column, type: columns[2]?.type ?? column.type } : column,
    );
    const both = { ...check('projection', true), tables: [columns, other] };
    expect(checkText('i * (i + 1) AS x', both)).toMatchObject([{ code: 'target-differs' }]);
    expect(checkText('i * (i + 1) AS x', both)[0]).not.toHaveProperty('rewrite');
  });
});

const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 4 });
const decimal = (scale: number) =>
  fc.bigInt({ min: -9_999_999n, max: 9_999_999n }).map((unscaled) => ({ unscaled, scale }));
const moment = fc
  .integer({ min: -1_000_000_000, max: 4_000_000_000 })
  .map((seconds) => ({ ms: seconds * 1000 + 123, nanos: 0 }));
const rows: fc.Arbitrary<Row> = fc
  .tuple(
    orNull(fc.integer({ min: -9, max: 9 })),
    orNull(fc.integer({ min: -9, max: 9 })),
    orNull(fc.bigInt({ min: -9n, max: 9n })),
    orNull(fc.integer({ min: -90, max: 90 }).map((x) => x / 8)),
    orNull(decimal(2)),
    orNull(decimal(4)),
    orNull(fc.constantFrom('', 'a', 'ab', 'a.b', 'b\na', ' a ')),
    orNull(fc.constantFrom('', 'a', 'ab', 'A')),
    orNull(fc.boolean()),
    orNull(fc.boolean()),
    fc.boolean(),
    orNull(moment),
    orNull(moment),
  )
  .map((cells) => cells as unknown as Row); // the cells have the types of TYPES, in its order

const number: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('i', 'j', 'k', 'd', '2', '3'),
    fc
      .tuple(tie('value'), fc.constantFrom('+', '-', '*'), tie('value'))
      .map(([l, op, r]) => `(${l}) ${op} (${r})`),
    fc.tuple(tie('value'), tie('value')).map(([l, r]) => `IF(p, ${l}, ${r})`),
    fc.tuple(tie('value'), tie('value')).map(([l, r]) => `COALESCE(${l}, ${r})`),
  ),
})).value;
const exact = fc.constantFrom('a', 'b', 'a + b', 'ROUND(b, 2)', 'ROUND(a, 5)', 'COALESCE(a, b)', 'IF(p, b, 1.5)',
  'CASE WHEN q THEN a WHEN p THEN b END', '(a - (b - a))', 'IFNULL(a, b)', 'COALESCE(a, k)'); // prettier-ignore
const condition: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('p', 'q', 'r', 'i = 2', 'i IS DISTINCT FROM j', 's IS NOT DISTINCT FROM t', 'p IS UNKNOWN',
      "s LIKE 'a%' ESCAPE '!'", "s NOT LIKE '_' ESCAPE '!'", "STARTSWITH(s, 'a.')", "ENDSWITH(s, 'b')", 'p IS NOT FALSE',
      "NULLIF(s, 'a') = t", 'CAST(p AS BOOLEAN)', 'CASE WHEN r THEN p END'), // prettier-ignore
    fc
      .tuple(tie('value'), fc.constantFrom('AND', 'OR'), tie('value'))
      .map(([l, op, r]) => `(${l}) ${op} (${r})`),
    tie('value').map((value) => `NOT (${value})`),
  ),
})).value;
const other = fc.constantFrom('TO_DATE(ts)', 'TO_DATE(ltz)', 'YEAR(ts)', 'HOUR(ltz)', 'SECOND(ts)', "ts + INTERVAL '5' HOUR",
  "ts - INTERVAL '1' MONTH", "NULLIF(s, 'a')", 'NULLIF(i, j)', 'IFNULL(i, 2)', 'BTRIM(s)'); // prettier-ignore

/** Undefined where the expression does not compile for these columns. */
function valueOf(
  text: string,
  mode: 'projection' | 'filter',
  row: Row,
): { readonly is: unknown } | undefined {
  const [expression] = expressionsIn(text, mode);
  if (expression === undefined) throw new Error(`cannot be read: ${text}`);
  const compiled = compileExpression(expression, { ...settings, columns, mode });
  if (!compiled.ok) return undefined;
  const value = compiled.expression.evaluate(row, { nowMs: 0, table: { parts: ['t'] }, op: '+I', meta: {} });
  return { is: mode === 'filter' ? value === true : plain(value) };
}

/** The same number, whatever zeros a decimal ends in. */
function plain(value: Value): unknown {
  if (typeof value !== 'object' || value === null || !('unscaled' in value)) return value;
  let { unscaled, scale } = value;
  while (scale > 0 && unscaled % 10n === 0n) [unscaled, scale] = [unscaled / 10n, scale - 1];
  return { unscaled, scale };
}

describe('what is written for a release means the same here', () => {
  const some = fc.array(rows, { minLength: 5, maxLength: 20 });
  const projections = fc.oneof(number, exact, condition, other).map((text) => `${text} AS x`);

  it.each([
    ['projection', projections],
    ['filter', condition],
  ] as const)('%s', (mode, texts) => {
    const property = fc.property(texts, some, fc.boolean(), (text, given, typed) => {
      const written = rewriteText(text, check(mode, typed));
      const sound = given.filter((row) => valueOf(text, mode, row) !== undefined);
      expect([written, sound.map((row) => valueOf(written, mode, row))]).toEqual([
        written,
        sound.map((row) => valueOf(text, mode, row)),
      ]);
    });
    expect(() => {
      fc.assert(property, { numRuns: 400 });
    }).not.toThrow();
  });

  it('leaves nothing to rewrite', () => {
    const property = fc.property(projections, (text) => {
      const written = rewriteText(text, check('projection', true));
      const left = checkText(written, check('projection', true)).filter((one) => one.rewrite !== undefined);
      expect([written, left]).toEqual([written, []]);
    });
    expect(() => {
      fc.assert(property, { numRuns: 400 });
    }).not.toThrow();
  });
});
