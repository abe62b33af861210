import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useDocument, usePreview } from '../document/session.tsx';
import type { EdgeEnds } from './drop-verdict.ts';
import { lineId } from './arrange.ts';
import { tablesOnEdge } from './tables-on-edge.ts';

/** The line under the pointer: its label is drawn elsewhere than the line, so no style can know. */
export const hoveredEdgeStore = createStore<{ readonly id: string | undefined }>(() => ({ id: undefined }));

const EdgeTablesCard = lazy(async () => ({
  default: (await import('./edge-tables-card.tsx')).EdgeTablesCard,
}));

/** How many tables take a line, when it is pointed at, has the focus, or belongs to what is selected; the list behind it. */
export function EdgeTables({ from, to, isRelated }: EdgeEnds & { readonly isRelated: boolean }) {
  const graph = useDocument((state) => state.graph);
  const tables = usePreview(({ result }) => result?.tables);
  const isHovered = useStore(hoveredEdgeStore, ({ id }) => id === lineId(from, to));
  if (tables === undefined) return null;
  const names = tablesOnEdge(tables, graph, { from, to });
  return (
    <Suspense fallback={null}>
      <EdgeTablesCard names={names} isShown={isRelated || isHovered} />
    </Suspense>
  );
}
