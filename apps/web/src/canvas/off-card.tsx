import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { classes } from '../ui/classes.ts';
import { Glyph } from '../ui/glyph.tsx';
import css from './node-card.module.css';
import { KIND_WORD, type OffNode } from './project.ts';

/** A rule that is commented out: what it would do, and that it does not. */
export const OffCard = memo(function OffCard({ data, selected }: NodeProps<OffNode>) {
  const { node, glyph } = data;
  return (
    <div className={classes(css.card, css.off, selected && css.selected)} data-kind={node.kind}>
      <div className={css.head}>
        <Glyph letters={glyph} tone={node.kind} />
        <span className={css.kind}>{KIND_WORD[node.kind]}</span>
        <span className={css.facts}>off</span>
      </div>
      <div className={css.title} title={node.title}>
        {node.title}
      </div>
      <div className={css.summary} title={node.summary}>
        {node.summary}
      </div>
    </div>
  );
});
