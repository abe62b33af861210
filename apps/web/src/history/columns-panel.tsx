import { useQuery } from '@tanstack/react-query';
import type { ColumnDifference, SchemaColumn } from '@tailrace/server/router';
import { formatDateTime } from '../lib/format.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { copyable, CopyCells } from '../ui/copy-cells.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Table } from '../ui/table.tsx';
import css from './history.module.css';
import type { ChangePlace, HistoryPlace } from './history-place.ts';
import { MomentSlider } from './moment-slider.tsx';

interface ColumnsPanelProps {
  readonly pipelineId: string;
  readonly table: string;
  readonly place: HistoryPlace;
  readonly onChange: ChangePlace;
  /** Moments at which the table changed, ascending. */
  readonly moments: readonly number[];
  readonly now: number;
}

/** The table's columns at a moment, or at two side by side. */
export function ColumnsPanel({ pipelineId, table, place, onChange, moments, now }: ColumnsPanelProps) {
  const at = place.at ?? now;
  return (
    <aside className={css.columns} aria-label="Columns">
      <h2 className={css.mono}>{table}</h2>
      <p className={css.hint}>
        {place.side} · {place.at === undefined ? 'now' : formatDateTime(place.at)}
        {place.from !== undefined && ` against ${formatDateTime(place.from)}`}
      </p>
      <MomentSlider
        label="Moment"
        moments={moments}
        value={place.at}
        onChange={(moment) => onChange({ at: moment })}
      />
      {place.from === undefined ? (
        <Button onClick={() => onChange({ from: (moments[0] ?? at) - 1 })}>
          Compare with another moment
        </Button>
      ) : (
        <>
          <MomentSlider
            label="Compared with"
            moments={moments}
            value={place.from}
            onChange={(moment) => onChange({ from: moment ?? now })}
          />
          <Button onClick={() => onChange({ from: undefined })}>Show one moment</Button>
        </>
      )}
      {place.from === undefined ? (
        <ColumnsAt pipelineId={pipelineId} table={table} side={place.side} at={at} />
      ) : (
        <ColumnsDiff pipelineId={pipelineId} table={table} side={place.side} from={place.from} to={at} />
      )}
    </aside>
  );
}

interface Moment {
  readonly pipelineId: string;
  readonly table: string;
  readonly side: 'source' | 'sink';
}

function ColumnsAt(request: Moment & { readonly at: number }) {
  const { data, error } = useQuery(trpc.schemaHistory.schemaAt.queryOptions(request));
  const failure = failureOf(error);
  if (failure !== undefined) return <Failure what="The columns cannot be read" {...failure} />;
  if (data === undefined) return null;
  if (data === null) {
    return <EmptyState title="Not known then">No run had seen this table at that moment.</EmptyState>;
  }
  return (
    <CopyCells>
      <Table caption="Columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Default</th>
            <th scope="col">Comment</th>
          </tr>
        </thead>
        <tbody>
          {data.columns.map((column) => (
            <tr key={column.name}>
              <th {...copyable(column.name)} scope="row" className={css.mono}>
                {column.name}
                {column.key && <span className={css.key}> key</span>}
              </th>
              <td {...copyable(column.type)} className={css.mono}>
                {column.type}
              </td>
              <td {...copyable(column.default ?? '')} className={css.mono}>
                {column.default ?? ''}
              </td>
              <td {...copyable(column.comment ?? '')}>{column.comment ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </CopyCells>
  );
}

const SIGNS = { added: '+', removed: '−', changed: '~', same: '' } as const;

function ColumnsDiff(request: Moment & { readonly from: number; readonly to: number }) {
  const { data, error } = useQuery(trpc.schemaHistory.diff.queryOptions(request));
  const failure = failureOf(error);
  if (failure !== undefined) return <Failure what="The moments cannot be compared" {...failure} />;
  if (data === undefined) return null;
  const changes = data.filter((row) => row.change !== 'same').length;
  return (
    <>
      <p role="status">
        {changes === 0
          ? 'The columns are the same at both moments.'
          : `${changes} of ${data.length} columns differ.`}
      </p>
      <CopyCells>
        <Table caption="Columns at two moments">
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">Column</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {data.map((row) => (
              <DiffRow key={row.column} row={row} />
            ))}
          </tbody>
        </Table>
      </CopyCells>
    </>
  );
}

function DiffRow({ row }: { readonly row: ColumnDifference }) {
  return (
    <tr data-change={row.change}>
      <td {...copyable(row.change)}>
        {SIGNS[row.change]} {row.change === 'same' ? '' : row.change}
      </td>
      <th {...copyable(row.column)} scope="row" className={css.mono}>
        {row.column}
      </th>
      <td {...copyable(inWords(row.before))} className={css.mono}>
        {inWords(row.before)}
      </td>
      <td {...copyable(inWords(row.after))} className={css.mono}>
        {inWords(row.after)}
      </td>
    </tr>
  );
}

function inWords(column: SchemaColumn | undefined): string {
  if (column === undefined) return '';
  const extras = [
    column.key ? 'key' : '',
    column.default === undefined ? '' : `default ${column.default}`,
    column.comment === undefined ? '' : `“${column.comment}”`,
  ].filter((part) => part !== '');
  return [column.type, ...extras].join(' · ');
}
