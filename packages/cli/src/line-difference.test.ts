import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDifference } from './line-difference.ts';

test.each([
  ['a\nb\nc', 'a\nb\nc', ''],
  ['a\nb\nc', 'a\nx\nc', '@@ line 2\n- b\n+ x\n'],
  ['a\nb', 'a\nb\nc', '@@ line 3\n+ c\n'],
  ['a\nb\nc\nd', 'b\nc\ne', '@@ line 1\n- a\n@@ line 4\n- d\n+ e\n'],
])('%j to %j', (before, after, difference) => {
  expect(lineDifference(before, after)).toBe(difference);
});

test('what is taken away and put in, carried out on the first text, gives the second', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = before.split('\n');
      let shift = 0;
      for (const block of lineDifference(before, after).split('@@ line ').slice(1)) {
        const [number = '', ...rest] = block.replace(/\n$/, '').split('\n');
        const removed = rest.filter((line) => line.startsWith('- '));
        const added = rest.filter((line) => line.startsWith('+ ')).map((line) => line.slice(2));
        lines.splice(Number(number) - 1 + shift, removed.length, ...added);
        shift += added.length - removed.length;
      }
      expect(lines.join('\n')).toBe(after);
    }),
  );
});
