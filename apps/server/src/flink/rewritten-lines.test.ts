import { expect, it } from 'vitest';
import { rewrittenLines } from './rewritten-lines.ts';

const text = 'a: 1\nb: 2 # two\nc: 3\nd: 4';
const edit = (found: string, to: string) => {
  const start = text.indexOf(found);
  return { range: { start, end: start + found.length }, text: to };
};

it('shows whole lines, before and after', () => {
  expect(rewrittenLines(text, [edit('4', '44'), edit('2', '20')])).toEqual([
    { line: 2, before: 'b: 2 # two', after: 'b: 20 # two' },
    { line: 4, before: 'd: 4', after: 'd: 44' },
  ]);
});

it('puts edits of one line together', () => {
  expect(rewrittenLines(text, [edit('two', 'deux'), edit('b', 'B')])).toEqual([
    { line: 2, before: 'b: 2 # two', after: 'B: 2 # deux' },
  ]);
});

it('shows lines that an edit adds', () => {
  expect(rewrittenLines(text, [edit('1', '|-\n  1')])).toEqual([
    { line: 1, before: 'a: 1', after: 'a: |-\n  1' },
  ]);
});
