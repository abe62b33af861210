import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useRun } from '../document/session.tsx';
import { Card } from './node-card.tsx';
import css from './node-card.module.css';
import type { CardNode } from './project.ts';
import { countsOf, rateOf } from './run-facts.ts';

/** A node of a run: what it is called, how many rows pass through it a second, and how many it has seen. */
export const RunCard = memo(function RunCard({ data, selected }: NodeProps<CardNode>) {
  const { node } = data;
  const rate = useRun((run) => rateOf(run, node));
  const counts = useRun((run) => countsOf(run, node));
  const facts = rate !== undefined && <span className={css.live}>{rate}</span>;
  return <Card data={data} selected={selected} facts={facts} line={counts ?? node.summary} />;
});
