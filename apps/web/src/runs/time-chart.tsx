import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import css from './runs.module.css';

interface TimeChartProps {
  /** Milliseconds since the epoch, ascending. */
  readonly at: readonly number[];
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}

const HEIGHT = 64;
const LEAST = 1e-9;

/** A line over time. It says nothing to those who do not see it: the card beside it holds the figure, and a table all of them. */
export function TimeChart({ at, values, format }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new uPlot(options(element, format), [[], []], element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    // The colours are variables of the theme, which uPlot reads when it draws.
    const themed = new MutationObserver(() => made.redraw(false));
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [format]);

  useEffect(() => {
    plot.current?.setData([at.map((moment) => moment / 1000), [...values]]);
  }, [at, values]);

  return <div ref={box} className={css.chart} aria-hidden="true" />;
}

function options(element: HTMLElement, format: (value: number) => string): uPlot.Options {
  const token = (name: string) => () => getComputedStyle(element).getPropertyValue(name);
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: false } },
    padding: [4, 0, 7, 0],
    scales: { y: { range: (_, __, max) => [0, Math.max(max, LEAST) * 1.1] } },
    axes: [
      { show: false },
      {
        size: 52,
        gap: 4,
        stroke: token('--text-3'),
        font: '11px "Inter Variable", system-ui, sans-serif',
        ticks: { show: false },
        grid: { stroke: token('--border'), width: 1 },
        // Of nothing but zeros there is no upper line to name.
        splits: (_, __, min, max) => (max > 2 * LEAST ? [min, max / 1.1] : [min]),
        values: (_, splits) => splits.map(format),
      },
    ],
    series: [{}, { stroke: token('--accent-text'), width: 1.5, points: { show: false }, spanGaps: false }],
  };
}
