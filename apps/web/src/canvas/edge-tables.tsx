import { findNode } from '@tailrace/core/graph';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useDocument, usePreview } from '../document/session.tsx';
import { plural } from '../lib/format.ts';
import type { EdgeEnds } from './drop-verdict.ts';
import { lineId } from './arrange.ts';
import css from './edge-tables.module.css';
import { tablesBetween } from './tables-on-edge.ts';

/** The line under the pointer: its label is drawn elsewhere than the line, so no style can know. */
export const hoveredEdgeStore = createStore<{ readonly id: string | undefined }>(() => ({ id: undefined }));

const EdgeTablesCard = lazy(async () => ({
  default: (await import('./edge-tables-card.tsx')).EdgeTablesCard,
}));

/** How many tables take a line, when it is pointed at, has the focus, or belongs to what is selected; the list behind it. */
export function EdgeTables({ from, to, isRelated }: EdgeEnds & { readonly isRelated: boolean }) {
  // Of the graph no more than the ends: nodes that stay the same are the same objects, and then nothing is drawn again.
  const start = useDocument(({ graph }) => findNode(graph, from));
  const end = useDocument(({ graph }) => findNode(graph, to));
  const tables = usePreview(({ result }) => result?.tables);
  const isHovered = useStore(hoveredEdgeStore, ({ id }) => id === lineId(from, to));
  const names = useMemo(() => tables && tablesBetween(tables, [start, end]), [tables, start, end]);
  const [opened, setOpened] = useState<Element>();
  if (names === undefined) return null;
  return (
    <>
      <button
        type="button"
        className={css.count}
        data-shown={isRelated || isHovered}
        data-state={opened === undefined ? 'closed' : 'open'}
        aria-haspopup="dialog"
        aria-expanded={opened !== undefined}
        onClick={({ currentTarget }) => setOpened(opened === undefined ? currentTarget : undefined)}
      >
        {plural(names.length, 'table')}
      </button>
      {opened !== undefined && (
        <Suspense fallback={null}>
          <EdgeTablesCard anchor={opened} names={names} onClose={() => setOpened(undefined)} />
        </Suspense>
      )}
    </>
  );
}
