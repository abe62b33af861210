import { expect, it } from 'vitest';
import { parseLsn } from './lsn.ts';
import { identityFromJson, switchPoint } from './server-identity.ts';

it('reads from the history of a timeline where an earlier one was left', () => {
  const history =
    '1\t0/3000148\tno recovery target specified\n\n2\t1/4000000\tno recovery target specified\n';
  expect(switchPoint(history, 1)).toBe(parseLsn('0/3000148'));
  expect(switchPoint(history, 2)).toBe(parseLsn('1/4000000'));
  expect(switchPoint(history, 3)).toBeUndefined();
  expect(switchPoint('', 1)).toBeUndefined();
});

it.each([
  [undefined, undefined],
  [null, undefined],
  [{ system: 7 }, undefined],
  [
    { system: '7', timeline: 2, tables: {} },
    { system: '7', timeline: 2 },
  ],
])('takes %j as %j', (json, expected) => {
  expect(identityFromJson(json as never)).toEqual(expected);
});
