// A template's graph, small: the four kinds in their columns, in their colours.
import css from './pipelines.module.css';

const BOX = { width: 34, height: 14 };
const STEP = { x: 52, y: 20 };

export function GraphPicture({
  transforms,
  routes,
}: {
  readonly transforms: number;
  readonly routes: number;
}) {
  const columns = [
    { kind: 'source', count: 1 },
    { kind: 'transform', count: transforms },
    { kind: 'route', count: routes },
    { kind: 'sink', count: 1 },
  ].filter(({ count }) => count > 0);
  const tallest = Math.max(...columns.map(({ count }) => count));
  const height = tallest * STEP.y;
  const yOf = (count: number, at: number): number => ((tallest - count) / 2 + at) * STEP.y + 3;
  return (
    <svg
      className={css.picture}
      viewBox={`0 0 ${(columns.length - 1) * STEP.x + BOX.width} ${height}`}
      style={{ height }}
      aria-hidden="true"
    >
      {columns.slice(1).flatMap(({ count }, before) =>
        Array.from({ length: count }, (_, at) => {
          const from = columns[before]?.count ?? 1;
          return Array.from({ length: from }, (__, start) => (
            <line
              key={`${before}-${start}-${at}`}
              x1={before * STEP.x + BOX.width}
              y1={yOf(from, start) + BOX.height / 2}
              x2={(before + 1) * STEP.x}
              y2={yOf(count, at) + BOX.height / 2}
            />
          ));
        }),
      )}
      {columns.flatMap(({ kind, count }, x) =>
        Array.from({ length: count }, (_, at) => (
          <rect key={`${kind}-${at}`} data-kind={kind} x={x * STEP.x} y={yOf(count, at)} rx={4} {...BOX} />
        )),
      )}
    </svg>
  );
}
