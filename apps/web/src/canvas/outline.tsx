import { findHead } from '@tailrace/connectors/heads';
import type { DisabledNode, GraphNode } from '@tailrace/core/graph';
import { ArrowDown, ArrowUp, Copy, Ellipsis, Power, PowerOff, Trash2 } from 'lucide-react';
import { lineOf } from '../document/lines.ts';
import { removeDisabled, switchOff, switchOn } from '../document/switch-rules.ts';
import { useDocument, useRun, useSession, type Session } from '../document/session.tsx';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { duplicate, moveBy, remove } from './actions.ts';
import css from './outline.module.css';
import { KIND_WORD } from './project.ts';
import { rateOf } from './run-facts.ts';
import { isDisabled, standingIn, type Standing } from './standing.ts';

const KINDS = ['source', 'transform', 'route', 'sink'] as const;
const ICON = { size: 14, 'aria-hidden': true } as const;

/** The pipeline as a list: what the canvas says, with the same verbs, for small screens and for whoever reads rather than looks. */
export function Outline() {
  const graph = useDocument((state) => state.graph);
  const isStale = useDocument(({ snapshot }) => snapshot.stale);
  const all = KINDS.flatMap((kind) => standingIn(graph, kind));
  if (all.length === 0) {
    return isStale ? (
      <EmptyState title="The text cannot be read yet">
        <BrokenAt />
      </EmptyState>
    ) : (
      <EmptyState title="This pipeline is empty">Add a source under Add, or type into the text.</EmptyState>
    );
  }
  return (
    <>
      {isStale && (
        <p className={css.stale} role="status">
          <BrokenAt /> The outline is that of the last text that could be read.
        </p>
      )}
      <ol className={css.outline} aria-label="Outline">
        {all.map((node) => (
          <li key={node.id} className={css.row}>
            <OutlineEntry node={node} />
          </li>
        ))}
      </ol>
    </>
  );
}

function BrokenAt() {
  const { text, diagnostics } = useDocument(({ snapshot }) => snapshot);
  const [problem] = diagnostics;
  if (problem === undefined) return null;
  return `Line ${lineOf(text, problem.range.start)}: ${problem.message}`;
}

function OutlineEntry({ node }: { readonly node: Standing }) {
  const session = useSession();
  const { document } = session;
  const isSelected = useDocument(({ selected }) => selected === node.id);
  const isOff = isDisabled(node);
  const rate = useRun((run) => (isDisabled(node) ? undefined : rateOf(run, node)));
  const connector = isOff ? undefined : node.connector;
  const letters =
    node.kind === 'transform'
      ? 'ƒ'
      : node.kind === 'route'
        ? '⇉'
        : (findHead(node.kind, connector ?? '')?.glyph ?? '?');
  return (
    <>
      <button
        type="button"
        className={classes(css.entry, isSelected && css.selected, isOff && css.off)}
        aria-pressed={isSelected}
        onClick={() => document.select(node.id)}
      >
        <Glyph letters={letters} tone={node.kind} />
        <span className={css.words}>
          <span className={css.title}>
            {KIND_WORD[node.kind]} · {isOff && 'off · '}
            {node.title}
          </span>
          <span className={css.summary}>
            {rate !== undefined && <span className={css.live}>{rate}</span>}
            {node.summary}
          </span>
        </span>
      </button>
      <Menu
        label={`Verbs of ${node.title}`}
        trigger={<IconButton label={`Verbs of ${node.title}`} icon={<Ellipsis {...ICON} />} />}
        items={() => (isOff ? offVerbs(session, node) : verbsOf(session, node))}
      />
    </>
  );
}

function offVerbs(session: Session, node: DisabledNode): readonly MenuItem[] {
  return [
    {
      id: 'on',
      label: 'Switch on',
      icon: <Power {...ICON} />,
      onSelect: () => switchOn(session.document, node),
    },
    {
      id: 'remove',
      label: 'Remove',
      icon: <Trash2 {...ICON} />,
      onSelect: () => removeDisabled(session.document, node),
    },
  ];
}

function verbsOf(session: Session, node: GraphNode): readonly MenuItem[] {
  const takeOut: MenuItem = {
    id: 'remove',
    label: 'Remove',
    icon: <Trash2 {...ICON} />,
    onSelect: () => remove(session, node),
  };
  if (node.kind === 'source' || node.kind === 'sink') return [takeOut];
  const { nodes } = session.document.getState().graph;
  const last = nodes.filter(({ kind }) => kind === node.kind).length - 1;
  return [
    {
      id: 'earlier',
      label: 'Move earlier',
      disabled: node.index === 0,
      icon: <ArrowUp {...ICON} />,
      onSelect: () => moveBy(session, node, -1),
    },
    {
      id: 'later',
      label: 'Move later',
      disabled: node.index === last,
      icon: <ArrowDown {...ICON} />,
      onSelect: () => moveBy(session, node, 1),
    },
    { id: 'copy', label: 'Duplicate', icon: <Copy {...ICON} />, onSelect: () => duplicate(session, node) },
    {
      id: 'off',
      label: 'Switch off',
      icon: <PowerOff {...ICON} />,
      onSelect: () => switchOff(session.document, node),
    },
    takeOut,
  ];
}
