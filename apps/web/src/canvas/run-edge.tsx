import { BaseEdge, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { EdgePressure } from './edge-pressure-mark.tsx';
import css from './line-edge.module.css';
import type { CanvasEdge } from './project.ts';

/** A way that rows take in a run. */
export const RunEdge = memo(function RunEdge(props: EdgeProps<CanvasEdge>) {
  const [path, x, y] = getBezierPath(props);
  return (
    <>
      <BaseEdge
        id={props.id}
        path={path}
        className={props.data?.isRelated === true ? css.related : css.line}
      />
      <EdgePressure from={props.source} to={props.target} path={path} x={x} y={y} />
    </>
  );
});
