import { useCallback, useEffect, useState, type ReactNode, type RefObject } from 'react';
import { moveDivider, type PaneLimits } from './split-sizes.ts';

export interface SplitPane {
  readonly id: string;
  /** Pixels for a pane that is `fixed`, else its share of what the fixed ones leave. */
  readonly size: number;
  /** Pixels. */
  readonly min: number;
  readonly max?: number;
  readonly collapsible?: boolean;
  /** Keeps its pixels when the window changes; at least one pane of a split must not. */
  readonly fixed?: boolean;
  readonly content: ReactNode;
}

export interface SplitProps {
  /** Under this name the sizes are remembered. */
  readonly id: string;
  readonly direction: 'horizontal' | 'vertical';
  readonly panes: readonly SplitPane[];
}

type Sizes = Readonly<Record<string, number>>;

export interface Split {
  readonly id: string;
  readonly direction: 'horizontal' | 'vertical';
  /** By pane: pixels, or shares for panes that follow the window. 0 is closed. */
  readonly sizes: Sizes;
  /** Pixels of every pane as drawn. */
  readonly measure: () => readonly number[];
  /** Moves the divider behind pane `at` away from where the sizes had it. */
  readonly move: (from: readonly number[], at: number, by: number) => void;
  readonly reset: () => void;
  /** Whole pixels of the pane before a divider, and what it can have; as last measured. */
  readonly rangeOf: (at: number) => {
    readonly size: number;
    readonly smallest: number;
    readonly largest: number;
  };
}

/** The sizes of a split, remembered by its name. */
export function useSplit(group: RefObject<HTMLElement | null>, { id, direction, panes }: SplitProps): Split {
  const [sizes, setSizes] = useState<Sizes>(() => recall(id, panes) ?? defaults(panes));
  const [drawn, setDrawn] = useState<readonly number[]>([]);
  const measure = useCallback(
    () => panesIn(group.current).map((pane) => extent(pane, direction)),
    [group, direction],
  );

  useEffect(() => {
    const observer = new ResizeObserver(() => setDrawn(measure()));
    for (const pane of panesIn(group.current)) observer.observe(pane);
    return () => observer.disconnect();
  }, [group, measure]);

  const keep = (next: Sizes): void => {
    setSizes(next);
    remember(id, next);
  };
  return {
    id,
    direction,
    sizes,
    measure,
    move: (from, at, by) => {
      const moved = moveDivider(panes.map(limitsOf), from, { at, by });
      keep(Object.fromEntries(panes.map((pane, index) => [pane.id, moved[index] ?? pane.size])));
    },
    reset: () => keep(defaults(panes)),
    rangeOf: (at) => {
      const size = drawn[at] ?? 0;
      const [first, second] = [panes[at], panes[at + 1]].map((pane) => pane && limitsOf(pane));
      const both = size + (drawn[at + 1] ?? 0);
      const smallest = first === undefined || first.collapsible ? 0 : first.min;
      const spare = second === undefined || second.collapsible ? 0 : second.min;
      const largest = Math.max(size, Math.min(first?.max ?? both, both - spare));
      return { size: Math.round(size), smallest, largest: Math.round(largest) };
    },
  };
}

const limitsOf = ({ min, max, collapsible }: SplitPane): PaneLimits => ({
  min,
  max: max ?? Infinity,
  collapsible: collapsible === true,
});

const defaults = (panes: readonly SplitPane[]): Sizes =>
  Object.fromEntries(panes.map((pane) => [pane.id, pane.size]));

const panesIn = (group: HTMLElement | null): readonly Element[] =>
  [...(group?.children ?? [])].filter((child) => child.role !== 'separator');

function extent(pane: Element, direction: Split['direction']): number {
  const { width, height } = pane.getBoundingClientRect();
  return direction === 'horizontal' ? width : height;
}

const keyOf = (id: string): string => `tailrace.split.${id}`;

function remember(id: string, sizes: Sizes): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(sizes));
  } catch {
    // Without storage the sizes last as long as the page.
  }
}

/** What was remembered, where it still fits the panes. */
function recall(id: string, panes: readonly SplitPane[]): Sizes | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null');
    if (typeof found !== 'object' || found === null) return undefined;
    const sizes = new Map<string, unknown>(Object.entries(found));
    const known = panes.map((pane) => [pane.id, sizes.get(pane.id)] as const);
    const isSound = known.every(([, size]) => typeof size === 'number' && size >= 0 && size < 100_000);
    const hasRoom = panes.some((pane) => pane.fixed !== true && Number(sizes.get(pane.id)) > 0);
    return isSound && hasRoom
      ? Object.fromEntries(known.map(([pane, size]) => [pane, Number(size)]))
      : undefined;
  } catch {
    return undefined;
  }
}
