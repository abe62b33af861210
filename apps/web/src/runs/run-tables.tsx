import type { RunMetrics, TableMetrics } from '@tailrace/server/router';
import { useState } from 'react';
import { formatAgo, formatCount, formatDateTime, plural } from '../lib/format.ts';
import { Button } from '../ui/button.tsx';
import { copyable, CopyCells } from '../ui/copy-cells.tsx';
import { TextInput } from '../ui/field.tsx';
import { Table } from '../ui/table.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import css from './runs.module.css';

/** Below so many tables a search is only in the way. */
const SEARCH_FROM = 8;

/** Each source table: its phase, how far its snapshot is, what was done. */
export function RunTables({
  metrics,
  now,
  isJob,
  retake,
}: {
  readonly metrics: RunMetrics | undefined;
  readonly now: number;
  /** Flink CDC tells figures by table for some sources only. */
  readonly isJob: boolean;
  /** Present: a table may be read again. */
  readonly retake?: (table: string) => void;
}) {
  const [search, setSearch] = useState('');
  const all = Object.entries(metrics?.tables ?? {});
  const found = all.filter(([name]) => name.toLowerCase().includes(search.toLowerCase()));
  if (all.length === 0)
    return (
      <p className={css.hint}>
        {isJob && metrics !== undefined
          ? 'Flink CDC tells no figures by table for this source, or none so far; those of the whole job stand below.'
          : 'The tables appear as soon as the source has been read.'}
      </p>
    );
  return (
    <>
      <div className={css.sectionHead}>
        <h2>Tables</h2>
        {all.length >= SEARCH_FROM && (
          <TextInput
            type="search"
            className={css.search}
            aria-label="Search tables"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        <span className={css.hint} role="status">
          {found.length === all.length
            ? plural(all.length, 'table')
            : `${found.length} of ${plural(all.length, 'table')}`}
        </span>
      </div>
      <CopyCells>
        <Table caption="Tables of the run">
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col">Phase</th>
              <th scope="col">Snapshot</th>
              {['Inserted', 'Updated', 'Deleted', 'Dropped'].map((name) => (
                <th key={name} scope="col" className={css.number}>
                  {name}
                </th>
              ))}
              <th scope="col">Last change</th>
              {retake !== undefined && <th scope="col">Repair</th>}
            </tr>
          </thead>
          <tbody>
            {found.map(([name, table]) => (
              <TableRow key={name} name={name} table={table} now={now} retake={retake} />
            ))}
          </tbody>
        </Table>
      </CopyCells>
    </>
  );
}

const PHASES = { waiting: 'waiting', snapshot: 'snapshot', stream: 'streaming' } as const;

function TableRow({
  name,
  table,
  now,
  retake,
}: {
  readonly name: string;
  readonly table: TableMetrics;
  readonly now: number;
  readonly retake: ((table: string) => void) | undefined;
}) {
  return (
    <tr>
      <th {...copyable(name)} scope="row" className={css.mono}>
        {name}
      </th>
      <td {...copyable(PHASES[table.phase])}>{PHASES[table.phase]}</td>
      <td {...copyable(String(table.snapshotRows))}>
        <Progress name={name} table={table} />
      </td>
      {[table.inserts, table.updates, table.deletes, table.dropped].map((value, at) => (
        <td key={at} {...copyable(String(value))} className={css.number}>
          {formatCount(value)}
        </td>
      ))}
      <td
        {...copyable(table.lastChangeAt === undefined ? '' : new Date(table.lastChangeAt).toISOString())}
        title={table.lastChangeAt === undefined ? undefined : formatDateTime(table.lastChangeAt)}
      >
        {table.lastChangeAt === undefined ? '–' : formatAgo(table.lastChangeAt, now)}
      </td>
      {retake !== undefined && (
        <td>
          <ReadAgain name={name} obstacle={table.retakeObstacle} onPress={() => retake(name)} />
        </td>
      )}
    </tr>
  );
}

interface ReadAgainProps {
  readonly name: string;
  /** Why it cannot be, as the engine says it. */
  readonly obstacle: string | undefined;
  readonly onPress: () => void;
}

/** Where it cannot be done it keeps its place, and can have the focus, so that the reason can be read. */
function ReadAgain({ name, obstacle, onPress }: ReadAgainProps) {
  const verb = (
    <Button
      variant="quiet"
      flush
      aria-label={`Read again: ${name}`}
      aria-disabled={obstacle !== undefined}
      onClick={obstacle === undefined ? onPress : undefined}
    >
      Read again
    </Button>
  );
  return obstacle === undefined ? (
    verb
  ) : (
    <Tooltip label={`Cannot be read again: ${obstacle}`}>{verb}</Tooltip>
  );
}

/** A bar only where the server gave an estimate, and marked as one; never an invented total. */
function Progress({ name, table }: { readonly name: string; readonly table: TableMetrics }) {
  const rows = formatCount(table.snapshotRows);
  if (table.phase === 'waiting') return <span className={css.hint}>–</span>;
  if (table.phase === 'stream') return <>✓ {rows} rows</>;
  const estimate = table.snapshotEstimate;
  if (estimate === undefined || estimate <= 0) return <>{rows} rows so far</>;
  const share = Math.min(0.99, table.snapshotRows / estimate);
  return (
    <span className={css.progress}>
      <progress aria-label={`Snapshot of ${name}`} value={share} max={1} />
      {Math.floor(share * 100)} % of about {formatCount(estimate)}
    </span>
  );
}
