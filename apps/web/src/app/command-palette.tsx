// Finds everything by name: the verbs, tables and settings of the page in front, pipelines, pages, tables with a history, documentation.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { pageCommands } from '../lib/page-commands.ts';
import { setTheme } from '../lib/theme.ts';
import { trpc } from '../lib/trpc.ts';
import { classes } from '../ui/classes.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/field.tsx';
import css from './command-palette.module.css';
import { documentationEntries } from './documentation.ts';
import { matching } from './match-entries.ts';
import { closeOverlay, openDocumentation, openOverlay } from './overlay.ts';

interface Entry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly run: () => void;
}

const PAGES = [
  ['/', 'Pipelines'],
  ['/runs', 'Runs'],
  ['/history', 'Schema history'],
  ['/connections', 'Connections'],
  ['/settings', 'Settings'],
] as const;

function useEntries(): readonly Entry[] {
  const [, go] = useLocation();
  const { data: pipelines } = useQuery(trpc.pipelines.list.queryOptions());
  const { data: tables } = useQuery(trpc.schemaHistory.tables.queryOptions());
  return useMemo(
    () => [
      ...pageCommands().map((command) => ({ group: 'This page', ...command })),
      ...(pipelines ?? []).map((pipeline) => ({
        id: pipeline.id,
        group: 'Pipelines',
        label: pipeline.name,
        run: () => go(`/pipelines/${pipeline.id}`),
      })),
      ...PAGES.map(([href, label]) => ({ id: href, group: 'Pages', label, run: () => go(href) })),
      ...(['light', 'dark', 'system'] as const).map((theme) => ({
        id: `theme-${theme}`,
        group: 'Settings',
        label: `Theme: ${theme}`,
        run: () => setTheme(theme),
      })),
      { id: 'demo', group: 'Settings', label: 'Demo: address, reset', run: () => go('/settings') },
      { id: 'secrets', group: 'Settings', label: 'Secrets', run: () => go('/connections') },
      { id: 'keys', group: 'Help', label: 'Keys', run: () => openOverlay('keys') },
      ...(tables ?? []).map(({ pipelineId, pipelineName, sourceTable }) => ({
        id: `${pipelineId}-${sourceTable}`,
        group: 'Schema history',
        label: `${sourceTable} in ${pipelineName}`,
        run: () => go(`/history?pipeline=${pipelineId}&table=${encodeURIComponent(sourceTable)}`),
      })),
      ...documentationEntries().map(({ id, label }) => ({
        id,
        group: 'Documentation',
        label,
        run: () => openDocumentation(id),
      })),
    ],
    [go, pipelines, tables],
  );
}

export function CommandPalette() {
  const entries = useEntries();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const found = useMemo(() => matching(entries, query), [entries, query]);
  const at = Math.min(active, Math.max(0, found.length - 1));

  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, at]);

  function choose(entry: Entry | undefined): void {
    if (entry === undefined) return;
    closeOverlay();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(found[at]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog open onOpenChange={closeOverlay} title="Find anything" initialFocus={input}>
      <TextInput
        ref={input}
        role="combobox"
        aria-label="Find"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[at] === undefined ? undefined : `${listId}-${at}`}
        placeholder="A pipeline, a table, a verb, a setting, a function…"
        value={query}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
      />
      <div id={listId} role="listbox" aria-label="What was found" className={css.list}>
        {found.map((entry, index) => (
          // The keyboard works on the combobox above, as the listbox pattern has it.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={`${entry.group}-${entry.id}`}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={classes(css.entry, index === at && css.active)}
            onClick={() => choose(entry)}
            onPointerMove={() => setActive(index)}
          >
            <span className={css.label}>{entry.label}</span>
            <span className={css.group}>{entry.group}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={css.none}>Nothing is called that.</p>}
    </Dialog>
  );
}
