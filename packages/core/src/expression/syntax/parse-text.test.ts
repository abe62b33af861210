import { describe, expect, test } from 'vitest';
import { parseDataType } from '../../types/index.ts';
import { evaluateText } from '../testing/evaluate-text.ts';
import { parseCondition, parseProjection } from './parse-text.ts';

const names = (text: string) =>
  parseProjection(text).items.map((item) =>
    item.kind === 'star'
      ? '*'
      : item.kind === 'column'
        ? `${item.column}→${item.name}`
        : `${item.expression.text}→${item.name}`,
  );

describe('projection', () => {
  test.each([
    ['*', ['*']],
    ['\\*, id', ['*', 'id→id']],
    ['', ['*']],
    ['id, name AS n, age a', ['id→id', 'name→n', 'age→a']],
    ['UPPER(name) AS `Big Name`', ['UPPER(name)→Big Name']],
    ["id /* the key */, 'a, b' || x AS y -- last", ['id→id', "'a, b' || x→y"]],
    ['t.id, (id) AS k', ['id→id', 'id→k']],
  ])('%j', (text, expected) => {
    expect(parseProjection(text).findings).toEqual([]);
    expect(names(text)).toEqual(expected);
  });

  test('a computed column needs a name, and the others are still there', () => {
    const { items, findings } = parseProjection('id, age + 1, name');
    expect(items).toHaveLength(2);
    expect(findings).toMatchObject([
      { code: 'missing-alias', range: { start: 4, end: 11 }, suggestion: 'age + 1 AS column_5' },
    ]);
  });

  test.each([
    ['id,, name', 3, 4],
    ['id i z', 5, 6],
    ["id, 'open", 4, 9],
    ['id, ((a) AS b, c', 9, 11],
    ['a > > 1 AS x', 4, 5],
  ])('%j is wrong at %i', (text, start, end) => {
    const [finding] = parseProjection(text).findings;
    expect(finding).toMatchObject({ code: 'expression-syntax', range: { start, end } });
  });

  test('reading goes on behind a broken item', () =>
    expect(names('a +, b, UPPER( AS x, c')).toEqual(['b→b', 'c→c']));
});

describe('nesting', () => {
  test('a hundred parentheses are fine, ten thousand are refused', () => {
    expect(parseCondition('('.repeat(100) + 'a' + ')'.repeat(100)).findings).toEqual([]);
    expect(parseCondition('('.repeat(10_000) + 'a').findings).toMatchObject([{ code: 'expression-syntax' }]);
  });
});

describe('precedence', () => {
  const shape = (text: string) => {
    const show = (node: NonNullable<ReturnType<typeof parseCondition>['expression']>['node']): string => {
      if (node.kind === 'binary') return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
      if (node.kind === 'unary') return `(${node.operator} ${show(node.operand)})`;
      if (node.kind === 'is') return `(${show(node.operand)} IS ${node.test})`;
      if (node.kind === 'column') return node.name;
      if (node.kind === 'between')
        return `(${show(node.operand)} BETWEEN ${show(node.low)} ${show(node.high)})`;
      return node.kind;
    };
    return show(parseCondition(text).expression!.node);
  };

  test.each([
    ['a OR b AND c', '(a OR (b AND c))'],
    ['NOT a = b AND c', '((NOT (a = b)) AND c)'],
    ['a - b - c', '((a - b) - c)'],
    ['a + b * c', '(a + (b * c))'],
    ['a || b = c', '((a || b) = c)'],
    ['a > b IS TRUE', '((a > b) IS TRUE)'],
    ['NOT a IS NULL', '(NOT (a IS NULL))'],
    ['x = a BETWEEN b - 1 AND c AND d', '((x = (a BETWEEN (b - literal) c)) AND d)'],
    ['-a * b', '((- a) * b)'],
  ])('%s is %s', (text, expected) => expect(shape(text)).toBe(expected));
});

describe('what no machine could follow', () => {
  test.each([
    ['brackets', `${'('.repeat(300)}a${')'.repeat(300)}`, 'nested more than 200 deep'],
    ['operators', Array.from({ length: 5000 }, () => 'a').join(' + '), 'more than 1000 operators'],
  ])('is a finding: %s', (_what, text, message) => {
    expect(parseCondition(text).findings).toMatchObject([
      { code: 'expression-syntax', message: expect.stringContaining(message) as string },
    ]);
  });

  test('operators are counted for each column', () => {
    const one = Array.from({ length: 600 }, () => 'a').join(' + ');
    expect(parseProjection(`${one} AS x, ${one} AS y`).findings).toEqual([]);
  });

  test('as much as is let through compiles and runs', () => {
    const deep = (text: string) => `${'ABS('.repeat(190)}${text}${')'.repeat(190)}`;
    const sum = deep(Array.from({ length: 1000 }, () => 'a').join(' + '));
    const columns = [{ name: 'a', type: parseDataType('INT')! }];
    expect(evaluateText(sum, { columns }, [1])).toBe('1000');
    const chain = Array.from({ length: 450 }, (_, at) => (at % 2 === 0 ? 'a > 0' : 'a < 5')).join(' AND ');
    expect(evaluateText(`(a > 0 OR NULL) AND (${chain})`, { columns }, [1])).toBe('true');
  });
});
