// Keys that work anywhere on the page: one undo for canvas, form and text; saving; refreshing the preview. And the page's verbs for
// the palette.
import { useEffect } from 'react';
import { useSession, type Session } from '../../document/session.tsx';
import { PIPELINE_KEYS } from '@tailrace/core/pipeline';
import { showPart } from '../../document/show-part.ts';
import { selectRow } from '../../document/selected-row.ts';
import { offerCommands, type PageCommand } from '../../lib/page-commands.ts';
import { addItem, tidy } from '../../canvas/actions.ts';
import type { DesignerWindow } from './designer-verbs.tsx';

interface Openers {
  readonly openWindow: (window: DesignerWindow) => void;
  readonly setPanel: (panel: string) => void;
}

function actionFor(event: KeyboardEvent, { document, autosave, preview }: Session): (() => void) | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  switch (event.key.toLowerCase()) {
    case 'z':
      return event.shiftKey ? document.redo : document.undo;
    case 'y':
      return document.redo;
    case 's':
      return () => void autosave.flush();
    case 'enter':
      return preview.refresh;
    default:
      return undefined;
  }
}

export function useDesignerKeys({ openWindow, setPanel }: Openers): void {
  const session = useSession();
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.target instanceof Element && event.target.closest('[role="dialog"]') !== null) return;
      const action = actionFor(event, session);
      if (action === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    }
    // Before the editor, whose own undo knows nothing of the canvas and the form.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [session]);

  useEffect(
    () =>
      offerCommands(() => [
        { id: 'launch', label: 'Launch…', run: () => openWindow('launch') },
        { id: 'export', label: 'Export…', run: () => openWindow('export') },
        { id: 'preview', label: 'Refresh the preview', run: session.preview.refresh },
        { id: 'undo', label: 'Undo', run: session.document.undo },
        { id: 'redo', label: 'Redo', run: session.document.redo },
        { id: 'tidy', label: 'Tidy the canvas', run: () => tidy(session) },
        { id: 'transform', label: 'Add a transform', run: () => addItem(session, { kind: 'transform' }) },
        { id: 'route', label: 'Add a route', run: () => addItem(session, { kind: 'route' }) },
        { id: 'problems', label: 'Show the problems', run: () => setPanel('problems') },
        { id: 'tables', label: 'Show the tables', run: () => setPanel('tables') },
        { id: 'schema', label: 'Show the schemas', run: () => setPanel('schema') },
        { id: 'what-if', label: 'Try a change by hand (What if)', run: () => setPanel('what-if') },
        ...namedThings(session, setPanel),
      ]),
    [session, openWindow, setPanel],
  );
}

const MOST_TABLES = 2000;

/** Nodes, tables and options of the pipeline: each leads to where it is. */
function namedThings(session: Session, setPanel: Openers['setPanel']): readonly PageCommand[] {
  const { document, preview } = session;
  const { graph, snapshot } = document.getState();
  const tables = preview.getState().result?.tables.slice(0, MOST_TABLES) ?? [];
  return [
    ...graph.nodes.map((node) => ({
      id: node.id,
      group: 'Nodes',
      label: `${node.kind} ${node.title}`,
      run: () => document.select(node.id),
    })),
    ...tables.map(({ table }) => ({
      id: `rows-${table}`,
      group: 'Tables',
      label: `Rows of ${table}`,
      run: () => {
        document.select(undefined);
        selectRow({ table, row: 0 });
        setPanel('rows');
      },
    })),
    ...graph.nodes.flatMap((node) => {
      if (node.kind !== 'source' && node.kind !== 'sink') return [];
      const options = document.getState().catalog.find(node.kind, node.connector ?? '')?.options ?? [];
      return options.map(({ key }) => ({
        id: `${node.kind}-${key}`,
        group: 'Settings',
        label: `${node.kind} ${key}`,
        run: () => {
          document.select(node.id);
          focusField(key);
        },
      }));
    }),
    ...PIPELINE_KEYS.filter(({ kind }) => kind !== 'list').map(({ key }) => ({
      id: `pipeline-${key}`,
      group: 'Settings',
      label: `pipeline ${key}${snapshot.yaml.scalarText(['pipeline', key]) === undefined ? '' : ' (set)'}`,
      run: () => {
        document.select(undefined);
        focusField(key);
      },
    })),
  ];
}

/** The form follows the selection; its field is there with the next picture. */
function focusField(key: string): void {
  showPart('form');
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const form = window.document.querySelector('[data-inspector]');
      const label = [...(form?.querySelectorAll('label') ?? [])].find(
        ({ textContent }) => textContent.replace(/ required$/u, '') === key,
      );
      const section = label?.closest('details');
      if (section !== null && section !== undefined) section.open = true;
      const control = window.document.getElementById(label?.htmlFor ?? '');
      control?.scrollIntoView({ block: 'center' });
      control?.focus();
    }),
  );
}
