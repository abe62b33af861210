import type { PipelineListItem } from '@tailrace/server/router';
import { Link, useLocation } from 'wouter';
import { formatAgo, formatCount, formatDateTime, formatDuration, formatRate, plural } from '../lib/format.ts';
import { Badge } from '../ui/badge.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Table } from '../ui/table.tsx';
import { PipelineVerbs } from './pipeline-verbs.tsx';
import css from './pipelines.module.css';
import { ShapeStrip } from './shape-strip.tsx';

interface PipelineTableProps {
  readonly pipelines: readonly PipelineListItem[];
  readonly now: number;
}

export function PipelineTable({ pipelines, now }: PipelineTableProps) {
  return (
    <Table caption="Pipelines">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">From → to</th>
          <th scope="col">State</th>
          <th scope="col" className={css.number}>
            Rows/s
          </th>
          <th scope="col" className={css.number}>
            Lag
          </th>
          <th scope="col" className={css.number}>
            Schema changes today
          </th>
          <th scope="col">Edited</th>
          <th scope="col" className={css.verbs}>
            <span className="visually-hidden">Verbs</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {pipelines.map((pipeline) => (
          <PipelineRow key={pipeline.id} pipeline={pipeline} now={now} />
        ))}
      </tbody>
    </Table>
  );
}

function PipelineRow({ pipeline, now }: { readonly pipeline: PipelineListItem; readonly now: number }) {
  const [, go] = useLocation();
  const href = `/pipelines/${pipeline.id}`;
  const { errors, warnings } = pipeline.problems;
  return (
    // The name is the link; a click anywhere in the row is a convenience for the pointer only.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <tr
      className={css.row}
      onClick={(event) => {
        if (!(event.target instanceof Element) || event.target.closest('a, button, [role="menu"]') !== null)
          return;
        go(href);
      }}
    >
      <th scope="row">
        <ShapeStrip transforms={pipeline.transforms} routes={pipeline.routes} />
        <Link href={href} className={css.name}>
          {pipeline.name}
        </Link>
        {errors > 0 && (
          <span className={css.problems}>
            <Badge tone="error">{plural(errors, 'error')}</Badge>
          </span>
        )}
        {errors === 0 && warnings > 0 && (
          <span className={css.problems}>
            <Badge tone="warn">{plural(warnings, 'warning')}</Badge>
          </span>
        )}
      </th>
      <td>
        {pipeline.source.label}
        <span className={css.arrow}>→</span>
        {pipeline.sink.label}
      </td>
      <td>
        <StateChip state={pipeline.state} />
      </td>
      <td className={css.number}>{orDash(pipeline.rowsPerSecond, formatRate)}</td>
      <td className={css.number}>{orDash(pipeline.lagMs, formatDuration)}</td>
      <td className={css.number}>
        {pipeline.schemaChangesToday === 0 ? (
          <Dash />
        ) : (
          <Link href={`/history?pipeline=${pipeline.id}`}>{formatCount(pipeline.schemaChangesToday)}</Link>
        )}
      </td>
      <td title={formatDateTime(pipeline.editedAt)}>{formatAgo(pipeline.editedAt, now)}</td>
      <td className={css.verbs}>
        <PipelineVerbs pipeline={pipeline} />
      </td>
    </tr>
  );
}

const Dash = () => <span className={css.muted}>–</span>;

const orDash = (value: number | undefined, format: (value: number) => string) =>
  value === undefined ? <Dash /> : format(value);
