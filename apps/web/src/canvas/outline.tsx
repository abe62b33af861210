import type { GraphNode } from '@tailrace/core/graph';
import { useDocument, useSession } from '../document/session.tsx';
import { classes } from '../ui/classes.ts';
import { Glyph } from '../ui/glyph.tsx';
import css from './outline.module.css';
import { KIND_WORD } from './project.ts';

/** The pipeline as a list: what the canvas says, for small screens and for whoever reads rather than looks. */
export function Outline() {
  const nodes = useDocument(({ graph }) => graph.nodes);
  return (
    <ol className={css.outline} aria-label="Outline">
      {nodes.map((node) => (
        <li key={node.id}>
          <OutlineEntry node={node} />
        </li>
      ))}
    </ol>
  );
}

function OutlineEntry({ node }: { readonly node: GraphNode }) {
  const { document } = useSession();
  const isSelected = useDocument(({ selected }) => selected === node.id);
  const letters =
    node.kind === 'transform'
      ? 'ƒ'
      : node.kind === 'route'
        ? '⇉'
        : (document.catalog.find(node.kind, node.connector ?? '')?.glyph ?? '?');
  return (
    <button
      type="button"
      className={classes(css.entry, isSelected && css.selected)}
      aria-pressed={isSelected}
      onClick={() => document.select(node.id)}
    >
      <Glyph letters={letters} tone={node.kind} />
      <span className={css.words}>
        <span className={css.title}>
          {KIND_WORD[node.kind]} · {node.title}
        </span>
        <span className={css.summary}>{node.summary}</span>
      </span>
    </button>
  );
}
