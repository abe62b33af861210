import { plural } from '../lib/format.ts';
import css from './pipelines.module.css';

const MOST_DOTS = 6;

/** A pipeline's shape in a strip: a dot for the source, one for each rule, one for the sink. */
export function ShapeStrip({ transforms, routes }: { readonly transforms: number; readonly routes: number }) {
  return (
    <span
      className={css.strip}
      role="img"
      aria-label={`${plural(transforms, 'transform')}, ${plural(routes, 'route')}`}
    >
      <i data-kind="source" />
      <Dots kind="transform" count={transforms} />
      <Dots kind="route" count={routes} />
      <i data-kind="sink" />
    </span>
  );
}

function Dots({ kind, count }: { readonly kind: string; readonly count: number }) {
  return (
    <>
      {Array.from({ length: Math.min(count, MOST_DOTS) }, (_, at) => (
        <i key={at} data-kind={kind} />
      ))}
      {count > MOST_DOTS && <b>+{count - MOST_DOTS}</b>}
    </>
  );
}
