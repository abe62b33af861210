import { expect, it } from 'vitest';
import { findReferences, findStrayReferences, isTimeZone, resolveOptions, suggestTimeZone } from './index.ts';

it('references are found where they stand', () => {
  expect(findReferences('a${secret.PW}b${env.H-1}${X}')).toEqual([
    { kind: 'secret', name: 'PW', start: 1, end: 13 },
    { kind: 'env', name: 'H-1', start: 14, end: 24 },
  ]);
  expect(findStrayReferences('${secret.PW}${X} ${env.}')).toEqual([
    { text: '${X}', start: 12 },
    { text: '${env.}', start: 17 },
  ]);
});

it('references are resolved once, and a missing one is named without the rest', () => {
  const lookup = ({ name }: { name: string }) => (name === 'A' ? '${secret.B}' : undefined);
  expect(resolveOptions({ x: '<${env.A}>', y: '$' }, lookup)).toEqual({ x: '<${secret.B}>', y: '$' });
  expect(() => resolveOptions({ x: 'pw${secret.C}' }, lookup)).toThrow(
    expect.objectContaining({
      code: 'unresolved-reference',
      message: expect.stringMatching(/^\$\{secret\.C\}/u),
    }),
  );
});

it.each([
  ['UTC', true, undefined],
  ['Europe/Oslo', true, undefined],
  ['America/Argentina/Buenos_Aires', true, undefined],
  ['Asia/Calcutta', true, undefined],
  ['GMT+08:00', true, undefined],
  ['systemDefault', true, undefined],
  ['+08:00', false, 'GMT+08:00'],
  ['UTC+8', false, 'GMT+08:00'],
  ['EST', false, undefined],
  ['Z', false, 'UTC'],
  ['europe/oslo', false, 'Europe/Oslo'],
  ['Mars/Base', false, undefined],
])('the zone %s: %s', (zone, valid, near) => {
  expect(isTimeZone(zone)).toBe(valid);
  expect(valid || near === undefined || suggestTimeZone(zone) === near).toBe(true);
});
