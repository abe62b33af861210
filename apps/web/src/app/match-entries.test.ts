import { describe, expect, it } from 'vitest';
import { matching } from './match-entries.ts';

const entries = [
  { group: 'This page', label: 'Show the tables' },
  { group: 'Tables', label: 'Rows of public.orders' },
  { group: 'Documentation', label: 'UPPER: the text in capitals' },
  { group: 'Documentation', label: 'LOWER: the opposite of UPPER' },
];
const labels = (query: string) => matching(entries, query).map(({ label }) => label);

describe('matching', () => {
  it.each([
    ['', ['Show the tables', 'Rows of public.orders']],
    ['tables', ['Show the tables', 'Rows of public.orders']],
    ['orders rows', ['Rows of public.orders']],
    ['upper', ['UPPER: the text in capitals', 'LOWER: the opposite of UPPER']],
    ['nothing', []],
  ])('%j', (query, wanted) => {
    expect(labels(query)).toEqual(wanted);
  });
});
