// A promise, and a fault that is survived, is worth the test that holds it: each one that the documents name has to be there, under that name,
// and has to run.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const guarantees = textOf('docs/guarantees.md');
const faults = textOf('docs/faults.md');

const namesIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/^ *- `([^`]+\.ts)`: `([^`]+)`$/gmu)].map(([, file = '', name = '']) => [file, name]);

test('each promise names a test', () => {
  const sections = guarantees.split(/^## /mu).slice(1);
  expect(sections.map((section) => /^P\d+/u.exec(section)?.[0])).toEqual(
    Array.from({ length: 10 }, (_, at) => `P${at + 1}`),
  );
  expect(sections.filter((section) => namesIn(section).length === 0)).toEqual([]);
});

test('each fault has the next number and names a test', () => {
  const [held = '', notHeld] = faults.split(/^## What no test holds$/mu);
  expect(notHeld).toBeDefined();
  const items = held.split(/^(?=\d+\. )/mu).slice(1);
  expect(items.map((item) => Number.parseInt(item, 10))).toEqual(items.map((_, at) => at + 1));
  expect(items.filter((item) => namesIn(item).length === 0)).toEqual([]);
});

test('every line that looks like the name of a test is read as one', () => {
  for (const text of [guarantees, faults]) {
    const lines = text.split('\n').filter((line) => /^ *- `[^`]*\.ts`/u.test(line));
    expect(namesIn(text)).toHaveLength(lines.length);
  }
});

const named = [...namesIn(guarantees), ...namesIn(faults)];

test.each(named)('%s has the test "%s"', (file = '', name = '') => {
  expect(existsSync(path.join(root, file))).toBe(true);
  expect(liveLines(textOf(file)).filter((line) => line.includes(name))).not.toEqual([]);
});

describe('a file that is named sets no test aside', () => {
  test.each([...new Set(named.map(([file]) => file))])('%s', (file) => {
    expect(setAside(textOf(file))).toEqual([]);
  });
});

/** Lines of code: what stands in a comment is no test. */
function liveLines(text: string): readonly string[] {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//gu, (comment) => comment.replaceAll(/[^\n]/gu, ''))
    .split('\n')
    .filter((line) => !/^\s*\/\//u.test(line));
}

/** Calls that keep a test from running, or others beside it; a condition of the machine (`skipIf`, `context.skip`) does not. */
function setAside(text: string): readonly string[] {
  return liveLines(text).filter((line) =>
    /\b(?:describe|it|test)(?:\.\w+)*\.(?:skip|todo|only|fails|fixme)\b(?!If)|\bx(?:it|test|describe)\(/u.test(
      line,
    ),
  );
}

test.each([
  ["test.skip('a', () => {", 1],
  ["  describe.skip.each([1])('b', () => {", 1],
  ["it.only('c', () => {", 1],
  ["test.todo('d');", 1],
  ["test.skipIf(!root)('e', () => {", 0],
  ["// test.skip('f')", 0],
  ["/* it.only('g', () => {\n */ test('h', () => {", 0],
])('%j sets %i tests aside', (text, count) => {
  expect(setAside(text)).toHaveLength(count);
});

test('a name in a comment is none', () => {
  expect(liveLines("// test('a')\n/* test('b')\n * test('c')\n */\ntest('d')").join('')).toBe("test('d')");
});
