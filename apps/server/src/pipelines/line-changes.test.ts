import { expect, it } from 'vitest';
import { describeLineChanges } from './line-changes.ts';

it.each([
  ['a\nb', 'a\nb', 'unchanged'],
  ['a\nb', 'b\na', 'lines moved'],
  ['a\nb', 'a\nc\nb', '+1 line'],
  ['a\nb', 'b', '−1 line'],
  ['a\nb', 'a\nc\nd', '+2 −1 lines'],
  ['', 'a\na', '+2 −1 lines'],
])('%j → %j: %s', (before, after, expected) => {
  expect(describeLineChanges(before, after)).toBe(expected);
});
