import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveDivider, type PaneLimits } from './split-sizes.ts';

const plain: PaneLimits = { min: 100, max: Infinity, collapsible: false };
const closing: PaneLimits = { min: 100, max: 300, collapsible: true };

describe('a divider', () => {
  it.each([
    { does: 'moves room', panes: [plain, plain], sizes: [300, 400], by: 50, to: [350, 350] },
    {
      does: 'stops at the second minimum',
      panes: [plain, plain],
      sizes: [300, 400],
      by: 350,
      to: [600, 100],
    },
    {
      does: 'stops at the first minimum',
      panes: [plain, plain],
      sizes: [300, 400],
      by: -350,
      to: [100, 600],
    },
    { does: 'stops at a maximum', panes: [closing, plain], sizes: [200, 400], by: 150, to: [300, 300] },
    { does: 'closes a pane that may', panes: [closing, plain], sizes: [200, 400], by: -160, to: [0, 600] },
    { does: 'keeps half open', panes: [closing, plain], sizes: [200, 400], by: -140, to: [100, 500] },
    { does: 'opens it again', panes: [closing, plain], sizes: [0, 600], by: 60, to: [100, 500] },
    { does: 'closes the second', panes: [plain, closing], sizes: [500, 200], by: 170, to: [700, 0] },
    {
      does: 'leaves others',
      panes: [plain, plain, plain],
      sizes: [200, 200, 300],
      by: 40,
      to: [240, 160, 300],
    },
    { does: 'stays without room', panes: [plain, plain], sizes: [100, 100], by: 20, to: [100, 100] },
  ])('$does', ({ panes, sizes, by, to }) => {
    expect(moveDivider(panes, sizes, { at: 0, by })).toEqual(to);
  });

  const limits = fc.record({
    min: fc.integer({ min: 10, max: 200 }),
    max: fc.constantFrom(250, 400, Infinity),
    collapsible: fc.boolean(),
  });
  it('never breaks a limit and never loses room', () => {
    const move = fc.record({ divider: fc.nat(), by: fc.integer({ min: -2000, max: 2000 }) });
    fc.assert(
      fc.property(fc.array(limits, { minLength: 2, maxLength: 4 }), fc.array(move), (panes, moves) => {
        let sizes: readonly number[] = panes.map(({ min }) => min + 20);
        const room = total(sizes);
        for (const { divider, by } of moves) {
          sizes = moveDivider(panes, sizes, { at: divider % (panes.length - 1), by });
          expect(total(sizes)).toBe(room);
          for (const [at, { min, max, collapsible }] of panes.entries()) {
            const size = sizes[at] ?? Number.NaN;
            expect((collapsible && size === 0) || (size >= min && size <= max)).toBe(true);
          }
        }
      }),
    );
  });
});

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
