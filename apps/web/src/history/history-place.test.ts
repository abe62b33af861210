import { expect, it } from 'vitest';
import { readPlace, writePlace, type HistoryPlace } from './history-place.ts';

const PLACES: readonly HistoryPlace[] = [
  { side: 'source' },
  { side: 'sink', pipeline: 'p1', table: '`a b`.t', at: 1700000000000, from: 1600000000000 },
  { side: 'source', kind: 'add.column', outcome: 'applied' },
];

it.each(PLACES)('%j survives the way through an address', (place) => {
  expect(readPlace(writePlace(place).replace(/^[^?]*\??/u, ''))).toEqual(place);
});

it('takes nothing from an address that means nothing', () => {
  expect(readPlace('at=soon&side=top&from=-3')).toEqual({ side: 'source' });
});
