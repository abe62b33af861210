import { expect, it } from 'vitest';
import { partTail } from './use-typed.ts';

it('holds back blanks at the end while somebody types, so that a plain text needs no quotes on the way', () => {
  expect(partTail('a > 1 ', 'a > 1')).toEqual({ of: 'a > 1', blanks: ' ' });
  expect(partTail('a > 1 AND', 'a > 1')).toEqual({ of: 'a > 1 AND', blanks: '' });
  expect(partTail('  ', '')).toEqual({ of: '', blanks: '  ' });
});

it('leaves line breaks at the end, and blanks that were there before', () => {
  expect(partTail('a,\nb2\n', 'a,\nb\n')).toEqual({ of: 'a,\nb2\n', blanks: '' });
  expect(partTail('ab ', 'a ')).toEqual({ of: 'ab ', blanks: '' });
});
