// A promise is worth the test that holds it: each one that docs/guarantees.md names has to be there, under that name.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');
const text = readFileSync(path.join(root, 'docs/guarantees.md'), 'utf8');
const named = [...text.matchAll(/^- `([^`]+)`: `([^`]+)`$/gmu)].map(([, file = '', name = '']) => [
  file,
  name,
]);

test('each promise names a test', () => {
  const sections = text.split(/^## /mu).slice(1);
  expect(sections.map((section) => /^P\d+/u.exec(section)?.[0])).toEqual(
    Array.from({ length: 10 }, (_, at) => `P${at + 1}`),
  );
  expect(sections.filter((section) => !/^- `/mu.test(section))).toEqual([]);
});

test.each(named)('%s has the test "%s"', (file = '', name = '') => {
  const at = path.join(root, file);
  expect(existsSync(at)).toBe(true);
  // In a text of the code: not in a comment, and not of a case that is set aside.
  const lines = readFileSync(at, 'utf8').split('\n');
  const live = lines.filter(
    (line) => line.includes(name) && !/^\s*(?:\/\/|\*)|\.(?:skip|todo|fixme)\(/u.test(line),
  );
  expect(live).not.toEqual([]);
});
