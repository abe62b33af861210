import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { formatAgo, formatBytes, formatCount, formatDuration, formatRate } from '../lib/format.ts';
import type { LivePoint, LiveRun } from '../lib/live-run.ts';
import { Notice } from '../ui/notice.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { hasEnded } from '../lib/run-states.ts';
import css from './runs.module.css';

const TimeChart = lazy(async () => ({ default: (await import('./time-chart.tsx')).TimeChart }));

/** The figures that say whether a run is well, each with its unit and its recent past. */
export function FactCards({ run, now }: { readonly run: LiveRun; readonly now: number }) {
  const { metrics, points } = run;
  const risk = run.state !== undefined && hasEnded(run.state) ? undefined : metrics?.logRisk;
  return (
    <>
      {risk !== undefined && (
        <div className={css.notice}>
          <Notice
            tone="warn"
            title="Log that the run still needs is in danger at the source"
            code={risk.code}
          >
            {risk.message}
          </Notice>
        </div>
      )}
      <div className={css.cards}>
        <Card title="Rows per second" value={orDash(run.rowsPerSecond, formatRate)}>
          <Past points={points} pick={(point) => point.rowsPerSecond} format={formatRate} />
        </Card>
        <Card title="Lag" value={orDash(metrics?.lagMs, formatDuration)}>
          <Past points={points} pick={(point) => point.lagMs} format={formatDuration} />
        </Card>
        <Card title="Log kept for us at the source" value={orDash(metrics?.retainedBytes, formatBytes)}>
          <Past points={points} pick={(point) => point.retainedBytes} format={formatBytes} />
        </Card>
        <Card
          title="Last checkpoint"
          value={metrics?.lastCheckpointAt === undefined ? '–' : formatAgo(metrics.lastCheckpointAt, now)}
        >
          <dl className={css.totals}>
            <Total name="read" value={metrics?.rowsRead} />
            <Total name="written" value={metrics?.rowsWritten} />
            <Total name="dropped by filters" value={metrics?.rowsDropped} />
            <Total name="restarts" value={metrics?.restarts} />
            <div>
              <dt>waits for the sink</dt>
              <dd>{orDash(metrics?.backPressure, (share) => `${Math.round(share * 100)} %`)}</dd>
            </div>
          </dl>
        </Card>
      </div>
      <PastAsTable points={points} />
    </>
  );
}

const TABLE_ROWS = 60;

/** What the charts draw, to be read, heard and copied. Made only while it is open: there are new points every second. */
function PastAsTable({ points }: { readonly points: readonly LivePoint[] }) {
  const [isOpen, setOpen] = useState(false);
  if (points.length === 0) return null;
  return (
    <details className={css.twin} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The charts as a table</summary>
      {isOpen && (
        <ScrollRegion label="Figures over time" className={css.twinTable}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Rows per second</th>
                <th scope="col">Lag</th>
                <th scope="col">Log kept for us</th>
              </tr>
            </thead>
            <tbody>
              {points
                .slice(-TABLE_ROWS)
                .toReversed()
                .map((point) => (
                  <tr key={point.at}>
                    <th scope="row">{new Date(point.at).toLocaleTimeString()}</th>
                    <td>{orDash(point.rowsPerSecond, formatRate)}</td>
                    <td>{orDash(point.lagMs, formatDuration)}</td>
                    <td>{orDash(point.retainedBytes, formatBytes)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </details>
  );
}

function Card({
  title,
  value,
  children,
}: {
  readonly title: string;
  readonly value: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={css.card} aria-label={title}>
      <h2 className={css.cardTitle}>{title}</h2>
      <p className={css.figure}>{value}</p>
      {children}
    </section>
  );
}

interface PastProps {
  readonly points: readonly LivePoint[];
  readonly pick: (point: LivePoint) => number | undefined;
  readonly format: (value: number) => string;
}

function Past({ points, pick, format }: PastProps) {
  const at = useMemo(() => points.map((point) => point.at), [points]);
  const values = points.map((point) => pick(point) ?? null);
  return (
    <Suspense fallback={<div className={css.chart} />}>
      <TimeChart at={at} values={values} format={format} />
    </Suspense>
  );
}

function Total({ name, value }: { readonly name: string; readonly value: number | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{orDash(value, formatCount)}</dd>
    </div>
  );
}

const orDash = (value: number | undefined, format: (value: number) => string): string =>
  value === undefined ? '–' : format(value);
