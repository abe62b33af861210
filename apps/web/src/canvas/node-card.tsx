import type { GraphNode } from '@tailrace/core/graph';
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo, type ReactNode } from 'react';
import { plural } from '../lib/format.ts';
import { usePreview, useRun } from '../document/session.tsx';
import { classes } from '../ui/classes.ts';
import { Glyph } from '../ui/glyph.tsx';
import css from './node-card.module.css';
import { KIND_WORD, type CardNode } from './project.ts';
import { nowOf, rateOf } from './run-facts.ts';

interface CardProps extends Pick<NodeProps<CardNode>, 'data' | 'selected'> {
  /** At the right of the head. */
  readonly facts: ReactNode;
  readonly line: string;
}

/** One thing of the document: sign, kind, name, facts, one line of substance, and how many problems it has. */
export function Card({ data, selected, facts, line }: CardProps) {
  const { node } = data;
  const problems = node.problems.errors + node.problems.warnings;
  return (
    <div
      className={classes(
        css.card,
        selected === true && css.selected,
        data.isStale && css.stale,
        data.isFaded && css.faded,
      )}
      data-kind={node.kind}
      data-problem={node.problems.errors > 0 ? 'error' : problems > 0 ? 'warn' : undefined}
    >
      {node.kind !== 'source' && <Handle type="target" position={Position.Left} className={css.port} />}
      <div className={css.head}>
        <Glyph letters={data.glyph} tone={node.kind} />
        <span className={css.kind}>{KIND_WORD[node.kind]}</span>
        {facts}
      </div>
      <div className={css.title} title={node.title}>
        {node.title}
      </div>
      <div className={css.summary} title={line}>
        {line}
      </div>
      {problems > 0 && (
        <span className={css.badge} title={plural(problems, 'problem')}>
          {problems}
        </span>
      )}
      {node.kind !== 'sink' && <Handle type="source" position={Position.Right} className={css.port} />}
    </div>
  );
}

export const NodeCard = memo(function NodeCard({ data, selected }: NodeProps<CardNode>) {
  const { node } = data;
  const now = useRun((run) => nowOf(run, node));
  return (
    <Card
      data={data}
      selected={selected}
      facts={<LiveFacts node={node} />}
      line={now === undefined ? node.summary : `${now} · ${node.summary}`}
    />
  );
});

export const HubDot = memo(function HubDot() {
  return (
    <div className={css.hub}>
      <Handle type="target" position={Position.Left} className={css.hidden} />
      <Handle type="source" position={Position.Right} className={css.hidden} />
    </div>
  );
});

/** At the right of the head: what runs through while it runs, else how many tables take part. */
function LiveFacts({ node }: { readonly node: GraphNode }) {
  const running = useRun((run) => rateOf(run, node));
  const tables = usePreview((preview) => tableCount(preview.result, node));
  if (running !== undefined) return <span className={css.live}>{running}</span>;
  if (tables === undefined) return null;
  return (
    <span className={classes(css.facts, tables === 0 && css.unused)}>
      {tables === 0 ? 'no table' : plural(tables, 'table')}
    </span>
  );
}

type Preview = Parameters<Parameters<typeof usePreview>[0]>[0]['result'];

function tableCount(preview: Preview, node: GraphNode): number | undefined {
  if (preview === undefined) return undefined;
  switch (node.kind) {
    case 'source':
      return preview.discovered.filter((table) => table.captured).length;
    case 'sink':
      return preview.sinkTables.length;
    case 'transform':
      return preview.tables.filter((table) => table.transform === node.index).length;
    case 'route':
      return preview.tables.filter((table) => table.routes.includes(node.index)).length;
  }
}
