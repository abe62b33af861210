import type { PreviewResult, PreviewSinkTable } from '@tailrace/server/router';
import { CopyCells } from '../ui/copy-cells.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Cell, Heads } from './row-grid.tsx';
import css from './row-grid.module.css';

interface SinkGridProps {
  readonly table: PreviewSinkTable;
  readonly result: PreviewResult;
}

/** Rows as they would arrive in a table of the sink, from all tables that end there. */
export function SinkGrid({ table, result }: SinkGridProps) {
  const rows = result.tables.flatMap((source) =>
    source.rows.flatMap((row) => row.sink.filter((target) => target.table === table.table)),
  );
  if (rows.length === 0) {
    return (
      <EmptyState title="No row arrives here">The filters drop all rows that were looked at.</EmptyState>
    );
  }
  return (
    <ScrollRegion className={css.scroll} label={`Rows for ${table.table}`}>
      <CopyCells>
        <table className={css.grid}>
          <caption className="visually-hidden">Rows as they would arrive in {table.table}</caption>
          <thead>
            <tr>
              <Heads columns={table.columns} />
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row }, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={at}>
                {table.columns.map((column) => (
                  <Cell key={column.name} value={row[column.name]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </CopyCells>
    </ScrollRegion>
  );
}
