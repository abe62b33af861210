import { describe, expect, it } from 'vitest';
import type { VisibleColumn } from '../../expression/index.ts';
import { parseDataType } from '../../types/index.ts';
import { checkText, rewriteText, type TextCheck } from './check-text.ts';

const columns: readonly VisibleColumn[] = Object.entries({
  i: 'INT',
  d: 'DOUBLE',
  a: 'DECIMAL(10, 2)',
  b: 'DECIMAL(10, 4)',
}).map(([name, text]) => {
  const type = parseDataType(text);
  if (type === undefined) throw new Error(`no type ${text}`);
  return { name, type };
});
const settings = {
  metadata: [],
  decimalPrecision: 19,
  timeZone: 'UTC',
  userFunctions: [],
  models: [],
} as const;
const check = (mode: TextCheck['mode'], target: string): TextCheck => ({
  mode,
  target,
  settings,
  tables: [columns],
});
const found = (mode: TextCheck['mode'], text: string, target: string) =>
  checkText(text, check(mode, target)).map(
    ({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`,
  );

// Each was run on release 3.5.0: these failed, those below gave what the newest gives.
describe('operators of decimals, which releases before 3.6 do not have', () => {
  it.each([
    ['projection', 'a + b AS x', 'a + b'],
    ['projection', 'a - b AS x', 'a - b'],
    ['projection', 'a * b AS x', 'a * b'],
    ['projection', 'a / b AS x', 'a / b'],
    ['projection', 'a * 2 AS x', 'a * 2'],
    ['filter', 'a > 1', 'a > 1'],
    ['filter', 'a > 1.5', 'a > 1.5'],
    ['filter', 'a > i', 'a > i'],
    ['filter', 'a > d', 'a > d'],
    ['filter', 'a BETWEEN 1 AND 20', 'a BETWEEN 1 AND 20'],
  ] as const)('%s %s', (mode, text, part) => {
    expect(found(mode, text, '3.5')).toEqual([`target-refuses: ${part}`]);
    expect(found(mode, text, '3.6').filter((one) => one.startsWith('target-refuses'))).toEqual([]);
  });

  it.each([
    ['projection', 'ABS(a) AS x, i * 2 AS y, d * 2 AS z'],
    ['projection', 'CAST(a AS DOUBLE) / CAST(b AS DOUBLE) AS x'],
    ['filter', 'a > b'],
    ['filter', 'a > CAST(1.5 AS DECIMAL(10, 2))'],
    ['filter', 'i > 1'],
  ] as const)('%s %s is nothing to tell', (mode, text) => {
    expect(found(mode, text, '3.5')).toEqual([]);
  });

  it('a quotient is written by way of DOUBLE', () => {
    expect(rewriteText('a / b AS x', check('projection', '3.5'))).toBe(
      'CAST(CAST(a AS DOUBLE) / CAST(b AS DOUBLE) AS DECIMAL(14, 2)) AS x',
    );
  });
});
