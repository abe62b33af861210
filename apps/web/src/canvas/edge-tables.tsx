import { Popover } from 'radix-ui';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useDocument, usePreview } from '../document/session.tsx';
import { plural } from '../lib/format.ts';
import type { EdgeEnds } from './drop-verdict.ts';
import css from './edge-tables.module.css';
import { lineId } from './arrange.ts';
import { tablesOnEdge } from './tables-on-edge.ts';

/** The line under the pointer: its label is drawn elsewhere than the line, so no style can know. */
export const hoveredEdgeStore = createStore<{ readonly id: string | undefined }>(() => ({ id: undefined }));

const SHOWN = 200;

/** How many tables take a line, when it is pointed at, has the focus, or belongs to what is selected; the list behind it. */
export function EdgeTables({ from, to, isRelated }: EdgeEnds & { readonly isRelated: boolean }) {
  const graph = useDocument((state) => state.graph);
  const tables = usePreview(({ result }) => result?.tables);
  const isHovered = useStore(hoveredEdgeStore, ({ id }) => id === lineId(from, to));
  if (tables === undefined) return null;
  const names = tablesOnEdge(tables, graph, { from, to });
  return (
    <Popover.Root>
      <Popover.Trigger className={css.count} data-shown={isRelated || isHovered}>
        {plural(names.length, 'table')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={css.card} sideOffset={6} aria-label="Tables that take this line">
          {names.length === 0 ? (
            <p>No captured table takes this line.</p>
          ) : (
            <ul>
              {names.slice(0, SHOWN).map((name) => (
                <li key={name}>{name}</li>
              ))}
              {names.length > SHOWN && <li>and {names.length - SHOWN} more</li>}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
