import { expect, it } from 'vitest';
import { choiceFor, parallelismProblem, placesOn, targetOf } from './launch-target.ts';

it('says nothing of a cluster when the launch is for this machine', () => {
  expect(targetOf(choiceFor(undefined))).toBeUndefined();
});

it.each([
  [{}, { clusterId: 'c1', rewrite: false }],
  [{ parallelism: ' 4 ' }, { clusterId: 'c1', rewrite: false, parallelism: 4 }],
  [{ parallelism: 'many' }, { clusterId: 'c1', rewrite: false }],
  [
    { from: 'nothing', rewrite: true },
    { clusterId: 'c1', rewrite: true, from: null },
  ],
  [{ from: 'file:/sp' }, { clusterId: 'c1', rewrite: false, from: 'file:/sp' }],
])('makes of %j the target %j', (fields, target) => {
  expect(targetOf({ ...choiceFor('c1'), ...fields })).toEqual(target);
});

it.each(['', '1', ' 12 '])('takes the parallelism %j', (typed) => {
  expect(parallelismProblem(typed)).toBeUndefined();
});

it.each(['0', '-1', '1.5', 'two', '40000'])('refuses the parallelism %j', (typed) => {
  expect(parallelismProblem(typed)).toMatch(/no whole number/u);
});

it('offers the places of one cluster, newest first, each once', () => {
  const place = (path: string, at: number, clusterId = 'c1') => ({
    path,
    at,
    clusterId,
    runId: 'r',
    kind: 'savepoint' as const,
  });
  const places = [place('a', 1), place('b', 3), place('c', 2, 'c2'), place('a', 1)];
  expect(placesOn(places, 'c1').map(({ path }) => path)).toEqual(['b', 'a']);
});
