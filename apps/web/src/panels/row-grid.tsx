import type { PreviewColumn, PreviewRow, PreviewTable } from '@tailrace/server/router';
import { KeyRound } from 'lucide-react';
import { cellText } from '../lib/cell-text.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import css from './row-grid.module.css';

interface RowGridProps {
  readonly table: PreviewTable;
  readonly isBeforeOnly: boolean;
}

/** Before at the left, after at the right, one row of the source a line. */
export function RowGrid({ table, isBeforeOnly }: RowGridProps) {
  const after = isBeforeOnly ? undefined : table.transformed;
  if (table.rows.length === 0) {
    return <EmptyState title="The table is empty">It has columns, but no rows at the moment.</EmptyState>;
  }
  return (
    <ScrollRegion className={css.scroll} label={`Rows of ${table.table}`}>
      <table className={css.grid}>
        <caption className="visually-hidden">
          {after === undefined ? `Rows of ${table.table}` : `Rows of ${table.table} before and after`}
        </caption>
        <thead>
          {after !== undefined && (
            <tr>
              <th scope="colgroup" colSpan={table.source.length} className={css.side}>
                before
              </th>
              <th scope="colgroup" colSpan={after.length} className={css.sideAfter}>
                after
              </th>
            </tr>
          )}
          <tr>
            <Heads columns={table.source} />
            {after !== undefined && <Heads columns={after} isAfter before={table.source} />}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // Rows have no identity of their own here: they are what the last look brought.
            // oxlint-disable-next-line react/no-array-index-key
            <Line key={at} row={row} source={table.source} after={after} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface HeadsProps {
  readonly columns: readonly PreviewColumn[];
  readonly isAfter?: boolean;
  readonly before?: readonly PreviewColumn[];
}

export function Heads({ columns, isAfter, before }: HeadsProps) {
  const old = new Set(before?.map((column) => column.name));
  return columns.map((column, at) => (
    <th
      key={column.name}
      scope="col"
      className={isAfter === true && at === 0 ? css.border : undefined}
      title={column.comment}
    >
      <span className={css.name}>
        {column.key && <KeyRound size={11} role="img" aria-label="key" />}
        {isAfter === true && !old.has(column.name) && <span className={css.plus}>+</span>}
        {column.name}
      </span>
      <span className={css.type}>{column.type}</span>
    </th>
  ));
}

interface LineProps {
  readonly row: PreviewRow;
  readonly source: readonly PreviewColumn[];
  readonly after: readonly PreviewColumn[] | undefined;
}

function Line({ row, source, after }: LineProps) {
  const isDropped = after !== undefined && row.droppedBy !== undefined;
  return (
    <tr data-dropped={isDropped}>
      {source.map((column) => (
        <Cell key={column.name} value={row.source[column.name]} />
      ))}
      {after !== undefined && <After row={row} columns={after} />}
    </tr>
  );
}

function After({ row, columns }: { readonly row: PreviewRow; readonly columns: readonly PreviewColumn[] }) {
  const { transformed } = row;
  if (transformed === undefined) {
    return (
      <td colSpan={columns.length} className={css.why}>
        {row.error === undefined ? (
          <>
            dropped by <code>{row.droppedBy ?? 'the filter'}</code>
          </>
        ) : (
          <span className={css.error}>
            {row.error.message} <code>{row.error.code}</code>
          </span>
        )}
      </td>
    );
  }
  return columns.map((column, at) => (
    <Cell
      key={column.name}
      value={transformed[column.name]}
      isChanged={
        column.name in row.source &&
        JSON.stringify(row.source[column.name]) !== JSON.stringify(transformed[column.name])
      }
      isBorder={at === 0}
    />
  ));
}

interface CellProps {
  readonly value: unknown;
  readonly isChanged?: boolean;
  readonly isBorder?: boolean;
}

export function Cell({ value, isChanged, isBorder }: CellProps) {
  const text = cellText(value);
  const isNull = value === null || value === undefined;
  return (
    <td
      title={text.length > 30 ? text : undefined}
      data-null={isNull}
      data-number={typeof value === 'number'}
      data-changed={isChanged === true}
      className={isBorder === true ? css.border : undefined}
    >
      {text}
      {isChanged === true && <span className="visually-hidden"> (changed)</span>}
    </td>
  );
}
