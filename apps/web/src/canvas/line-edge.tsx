import { findNode } from '@tailrace/core/graph';
import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from '@xyflow/react';
import { Plus, Shuffle, Waypoints } from 'lucide-react';
import { memo } from 'react';
import { useDocument, useSession } from '../document/session.tsx';
import { Menu } from '../ui/menu.tsx';
import { insertOnEdge, type StepKind } from './actions.ts';
import { dropVerdict } from './drop-verdict.ts';
import { EdgePressure } from './edge-pressure-mark.tsx';
import { EdgeTables } from './edge-tables.tsx';
import css from './line-edge.module.css';
import type { CanvasEdge } from './project.ts';

/** A way that rows take, with a + to put a step into it. */
export const LineEdge = memo(function LineEdge(props: EdgeProps<CanvasEdge>) {
  const [path, x, y] = getBezierPath(props);
  const isRelated = props.data?.isRelated === true;
  return (
    <>
      <BaseEdge
        id={props.id}
        path={path}
        interactionWidth={28}
        className={isRelated ? css.related : css.line}
      />
      <EdgePressure from={props.source} to={props.target} path={path} x={x} y={y} />
      <EdgeLabelRenderer>
        <div
          className={`${css.spot} nodrag nopan`}
          data-line={props.id}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          <InsertButton from={props.source} to={props.target} />
          <EdgeTables from={props.source} to={props.target} isRelated={isRelated} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

function InsertButton({ from, to }: { readonly from: string; readonly to: string }) {
  const session = useSession();
  const name = useDocument(({ graph }) => {
    const title = (id: string): string => findNode(graph, id)?.title ?? 'the bus';
    return `${title(from)} and ${title(to)}`;
  });
  /** What it does, or why it cannot stand here. */
  function verdictOn(kind: StepKind, what: string): { readonly hint: string; readonly disabled: boolean } {
    const verdict = dropVerdict(session.document.getState().graph, kind, { from, to });
    return verdict.ok ? { hint: what, disabled: false } : { hint: verdict.reason, disabled: true };
  }
  const insert = (kind: StepKind) => () => insertOnEdge(session, kind, { from, to });
  return (
    <Menu
      align="start"
      label="Insert a step"
      trigger={
        <button type="button" className={css.plus} aria-label={`Insert a step between ${name}`}>
          <Plus size={12} aria-hidden="true" />
        </button>
      }
      items={() => [
        {
          id: 'transform',
          label: 'Transform',
          ...verdictOn('transform', 'Compute, keep or drop columns; filter rows'),
          icon: <Shuffle size={14} aria-hidden="true" />,
          onSelect: insert('transform'),
        },
        {
          id: 'route',
          label: 'Route',
          ...verdictOn('route', 'Send tables to other tables'),
          icon: <Waypoints size={14} aria-hidden="true" />,
          onSelect: insert('route'),
        },
      ]}
    />
  );
}
