import { expect, it } from 'vitest';
import { findingsToRead } from './findings-to-read.ts';

it('says each sentence once, what stands in the way first', () => {
  const secret = (message: string) =>
    ({ code: 'reference-not-resolved', severity: 'warning', message }) as const;
  const refused = { code: 'not-on-flink', severity: 'error', message: 'no such sink' } as const;
  expect(
    findingsToRead([secret('put A in its place'), refused, secret('put A in its place'), secret('put B')]),
  ).toEqual([refused, secret('put A in its place'), secret('put B')]);
});
