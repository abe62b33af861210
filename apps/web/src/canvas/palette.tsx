// What can be put on the canvas. Click or Enter appends; dragging puts it where it is dropped. Both do the same to the text.
import { connectorHeads } from '@tailrace/connectors/heads';
import { useState, type DragEvent, type ReactNode } from 'react';
import { useSession } from '../document/session.tsx';
import { TextInput } from '../ui/field.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { addItem, type PaletteItem } from './actions.ts';
import { writeItem } from './drag-item.ts';
import css from './palette.module.css';

interface Entry {
  readonly item: PaletteItem;
  readonly label: string;
  readonly hint: string;
  readonly glyph: ReactNode;
  readonly isFlinkOnly: boolean;
}

const STEPS: readonly Entry[] = [
  {
    item: { kind: 'transform' },
    label: 'Transform',
    hint: 'Keep, rename, compute or drop columns; filter rows',
    glyph: <Glyph letters="ƒ" tone="transform" />,
    isFlinkOnly: false,
  },
  {
    item: { kind: 'route' },
    label: 'Route',
    hint: 'Send tables to other tables; merge shards',
    glyph: <Glyph letters="⇉" tone="route" />,
    isFlinkOnly: false,
  },
];

function connectorEntries(role: 'source' | 'sink'): readonly Entry[] {
  return connectorHeads
    .filter((connector) => connector.role === role)
    .map((connector) => ({
      item: { kind: role, type: connector.type },
      // The list is narrow, and half of it would begin alike.
      label: connector.title.replace(/^Apache /u, ''),
      hint: connector.summary,
      glyph: <Glyph letters={connector.glyph} tone={role} />,
      isFlinkOnly: !connector.engines.includes('embedded'),
    }))
    .sort((a, b) => Number(a.isFlinkOnly) - Number(b.isFlinkOnly));
}

export function Palette() {
  const session = useSession();
  const [query, setQuery] = useState('');
  const matches = (entry: Entry): boolean =>
    `${entry.label} ${entry.hint}`.toLowerCase().includes(query.trim().toLowerCase());
  const groups = [
    { title: 'Sources', entries: connectorEntries('source') },
    { title: 'Steps', entries: STEPS },
    { title: 'Sinks', entries: connectorEntries('sink') },
  ].map((group) => ({ ...group, entries: group.entries.filter(matches) }));

  /** The first that was found; a source or a sink only where there is none yet, for it would take the place of the other. */
  function addFirst(): void {
    const { graph } = session.document.getState();
    const isFree = ({ item: { kind } }: Entry): boolean =>
      kind === 'transform' || kind === 'route' || graph.nodes.every((node) => node.kind !== kind);
    const first = groups.flatMap(({ entries }) => entries).find(isFree);
    if (first === undefined || query.trim() === '') return;
    addItem(session, first.item);
    setQuery('');
  }
  return (
    <section className={css.palette} aria-label="Palette">
      <div className={css.search}>
        <TextInput
          id="palette-search"
          type="search"
          aria-label="Search the palette"
          placeholder="Add…"
          title="Enter adds the first that is found"
          value={query}
          onKeyDown={(event) => event.key === 'Enter' && addFirst()}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className={css.groups}>
        {groups.map((group) => (
          <PaletteGroup key={group.title} {...group} />
        ))}
        {groups.every((group) => group.entries.length === 0) && (
          <p className={css.none}>Nothing is called that.</p>
        )}
      </div>
    </section>
  );
}

function PaletteGroup({ title, entries }: { readonly title: string; readonly entries: readonly Entry[] }) {
  const session = useSession();
  if (entries.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={css.heading}>{title}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={`${entry.item.kind}-${entry.label}`}>
            <button
              type="button"
              draggable
              className={css.entry}
              title={entry.hint}
              onClick={() => addItem(session, entry.item)}
              onDragStart={(event: DragEvent) => writeItem(event.dataTransfer, entry.item)}
            >
              {entry.glyph}
              <span className={css.label}>{entry.label}</span>
              {entry.isFlinkOnly && <span className={css.flink}>Flink</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
