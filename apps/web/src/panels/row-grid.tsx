import type { PreviewColumn, PreviewRow, PreviewTable } from '@tailrace/server/router';
import { FlaskConical, KeyRound, Pin } from 'lucide-react';
import { useRef, type KeyboardEvent, type ReactNode, type UIEvent } from 'react';
import { useStore } from 'zustand';
import { cellText } from '../lib/cell-text.ts';
import { selectedRowStore, selectRow } from '../document/selected-row.ts';
import { requestTry } from '../document/try-store.ts';
import { IconButton } from '../ui/button.tsx';
import { copyable, CopyCells } from '../ui/copy-cells.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import css from './row-grid.module.css';

interface RowGridProps {
  readonly table: PreviewTable;
  readonly isBeforeOnly: boolean;
}

/** Before at the left, after at the right, one row of the source a line; both scroll down together. */
export function RowGrid({ table, isBeforeOnly }: RowGridProps) {
  const panes = useRef<HTMLDivElement>(null);
  const after = isBeforeOnly ? undefined : table.transformed;
  const selected = useStore(selectedRowStore, (state) =>
    state.selected?.table === table.table ? state.selected.row : undefined,
  );
  if (table.rows.length === 0) {
    return <EmptyState title="The table is empty">It has columns, but no rows at the moment.</EmptyState>;
  }
  function scrollTogether(event: UIEvent<HTMLDivElement>): void {
    const { scrollTop } = event.currentTarget;
    for (const pane of panes.current?.children ?? []) pane.scrollTop = scrollTop;
  }
  return (
    <div className={css.panes} ref={panes}>
      <ScrollRegion className={css.scroll} label={`Rows of ${table.table}, before`} onScroll={scrollTogether}>
        <Side title="before" caption={`Rows of ${table.table}`} columns={table.source} hasVerbs>
          {table.rows.map((row, at) => (
            // Rows have no identity of their own here: they are what the last look brought.
            // oxlint-disable-next-line react/no-array-index-key
            <tr
              key={at}
              data-dropped={after !== undefined && row.droppedBy !== undefined}
              data-selected={selected === at}
              onClick={() => selectRow({ table: table.table, row: at })}
              onFocus={() => selectRow({ table: table.table, row: at })}
            >
              <RowVerbs table={table.table} row={at} isCurrent={(selected ?? 0) === at} />
              {table.source.map((column) => (
                <Cell key={column.name} value={row.source[column.name]} />
              ))}
            </tr>
          ))}
        </Side>
      </ScrollRegion>
      {after !== undefined && (
        <ScrollRegion
          className={css.scroll}
          label={`Rows of ${table.table}, after`}
          onScroll={scrollTogether}
        >
          <Side title="after" caption={`Rows of ${table.table} after`} columns={after} before={table.source}>
            {table.rows.map((row, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={at} data-dropped={row.droppedBy !== undefined} data-selected={selected === at}>
                <After row={row} columns={after} />
              </tr>
            ))}
          </Side>
        </ScrollRegion>
      )}
    </div>
  );
}

interface SideProps {
  readonly title: string;
  readonly caption: string;
  readonly columns: readonly PreviewColumn[];
  readonly before?: readonly PreviewColumn[];
  /** The rows begin with a cell for what can be done with them. */
  readonly hasVerbs?: boolean;
  readonly children: ReactNode;
}

function Side({ title, caption, columns, before, hasVerbs, children }: SideProps) {
  return (
    <CopyCells>
      <table className={css.grid}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="colgroup" colSpan={columns.length + (hasVerbs === true ? 1 : 0)} className={css.side}>
              {title}
            </th>
          </tr>
          <tr>
            {hasVerbs === true && (
              <td className={css.rowVerbs}>
                <span className="visually-hidden">Verbs</span>
              </td>
            )}
            <Heads columns={columns} before={before} />
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </CopyCells>
  );
}

interface HeadsProps {
  readonly columns: readonly PreviewColumn[];
  /** With it, columns that were not there before get a plus. */
  readonly before?: readonly PreviewColumn[] | undefined;
}

export function Heads({ columns, before }: HeadsProps) {
  const old = before === undefined ? undefined : new Set(before.map((column) => column.name));
  return columns.map((column) => (
    <th key={column.name} scope="col" title={column.comment}>
      <span className={css.name}>
        {column.key && <KeyRound size={11} role="img" aria-label="key" />}
        {old?.has(column.name) === false && <span className={css.plus}>+</span>}
        {column.name}
      </span>
      <span className={css.type}>{column.type}</span>
    </th>
  ));
}

interface RowVerbsProps {
  readonly table: string;
  readonly row: number;
  readonly isCurrent: boolean;
}

function walkRows(event: KeyboardEvent<HTMLTableCellElement>): void {
  const row = event.currentTarget.parentElement;
  const next =
    event.key === 'ArrowDown'
      ? row?.nextElementSibling
      : event.key === 'ArrowUp'
        ? row?.previousElementSibling
        : undefined;
  if (next === undefined || next === null) return;
  event.preventDefault();
  const at = [...event.currentTarget.querySelectorAll('button')].findIndex((one) => one === event.target);
  next.querySelectorAll('button')[at]?.focus();
}

/** A row can be tried as a change by hand, and kept as a test. */
function RowVerbs({ table, row, isCurrent }: RowVerbsProps) {
  // One row is a stop of the Tab key; the arrows lead from there to the others.
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <td className={css.rowVerbs} onKeyDown={walkRows}>
      <IconButton
        label={`Try row ${row + 1} in What if`}
        icon={<FlaskConical size={13} aria-hidden="true" />}
        tabIndex={tabIndex}
        onClick={() => requestTry({ table, row, keep: false })}
      />
      <IconButton
        label={`Keep row ${row + 1} as a test`}
        icon={<Pin size={13} aria-hidden="true" />}
        tabIndex={tabIndex}
        onClick={() => requestTry({ table, row, keep: true })}
      />
    </td>
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
  return columns.map((column) => (
    <Cell
      key={column.name}
      value={transformed[column.name]}
      isChanged={
        column.name in row.source &&
        JSON.stringify(row.source[column.name]) !== JSON.stringify(transformed[column.name])
      }
    />
  ));
}

interface CellProps {
  readonly value: unknown;
  readonly isChanged?: boolean;
}

export function Cell({ value, isChanged }: CellProps) {
  const text = cellText(value);
  const isNull = value === null || value === undefined;
  return (
    <td
      {...copyable(text)}
      title={text.length > 30 ? text : undefined}
      data-null={isNull}
      data-number={typeof value === 'number'}
      data-changed={isChanged === true}
    >
      {text}
      {isChanged === true && <span className="visually-hidden"> (changed)</span>}
    </td>
  );
}
