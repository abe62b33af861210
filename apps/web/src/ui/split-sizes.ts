// How panes of a split share their room: plain numbers, in pixels.

export interface PaneLimits {
  readonly min: number;
  readonly max: number;
  /** Pulled to less than half of its minimum it closes. */
  readonly collapsible: boolean;
}

/** Sizes after the divider behind pane `at` was moved by a distance; only the two panes beside it change, and what they have together stays. */
export function moveDivider(
  panes: readonly PaneLimits[],
  sizes: readonly number[],
  { at, by }: { readonly at: number; readonly by: number },
): readonly number[] {
  const [first, second] = [panes[at], panes[at + 1]];
  const [before, after] = [sizes[at], sizes[at + 1]];
  if (first === undefined || second === undefined || before === undefined || after === undefined)
    return sizes;
  const both = before + after;
  let next = settle(first, before + by);
  const rest = settle(second, both - next);
  // Where both cannot have what they may at most or need at least, the second decides: it was given what the first left.
  if (rest !== both - next) next = both - rest;
  if (!fits(first, next)) return sizes;
  return sizes.map((size, index) => (index === at ? next : index === at + 1 ? both - next : size));
}

function settle({ min, max, collapsible }: PaneLimits, size: number): number {
  if (collapsible && size < min / 2) return 0;
  return Math.min(max, Math.max(min, size));
}

function fits({ min, max, collapsible }: PaneLimits, size: number): boolean {
  return (collapsible && size === 0) || (size >= min && size <= max);
}
