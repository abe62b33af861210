import { findNode } from '@tailrace/core/graph';
import { EdgeLabelRenderer } from '@xyflow/react';
import { useDocument, useRun } from '../document/session.tsx';
import type { EdgeEnds } from './drop-verdict.ts';
import { pressureOn, type LineEnds } from './edge-pressure.ts';
import css from './line-edge.module.css';

interface MarkProps {
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

/** What flows and waits on a line while a run goes. Only those at both ends of the pipeline can be. */
export function EdgePressure({ from, to, ...mark }: EdgeEnds & MarkProps) {
  const start = useDocument(({ graph }) => findNode(graph, from));
  const leavesSource = start?.kind === 'source';
  const isRule = start?.kind === 'transform' || start?.kind === 'route';
  const entersSink = useDocument(({ graph }) => findNode(graph, to)?.kind === 'sink');
  const ends = { leavesSource, entersSink, ...(isRule ? { rule: start } : {}) };
  return leavesSource || entersSink ? <Mark ends={ends} {...mark} /> : null;
}

function Mark({ ends, path, x, y }: MarkProps & { readonly ends: LineEnds }) {
  const run = useRun((state) => state);
  const pressure = pressureOn(run, ends);
  if (pressure === undefined) return null;
  const { tone, share, short, words } = pressure;
  return (
    <>
      {share !== 0 && (
        <path
          d={path}
          pathLength={100}
          strokeDasharray={share === undefined ? '3 7' : `${share * 100} 100`}
          className={css.fill}
          data-tone={tone}
        />
      )}
      <EdgeLabelRenderer>
        <div
          className={css.pressure}
          data-tone={tone}
          title={words}
          style={{ transform: `translate(-50%, -100%) translate(${x}px, ${y - 14}px)` }}
        >
          {short}
          <span className="visually-hidden">{`: ${words}`}</span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
}
