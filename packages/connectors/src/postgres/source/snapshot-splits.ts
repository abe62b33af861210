// Large tables are cut by physical position (ctid ranges, which PostgreSQL 14 and later scan without an index), so that a crash in the
// middle of one loses only a part of the work. The id of a split holds its range: it means the same after a restart.
import type { SnapshotSplit } from '@tailrace/engine/api';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import type { CatalogSession } from './catalog-session.ts';

/** 8 kB pages of a split: 64 MB. */
const PAGES_PER_SPLIT = 8192;

/** Where statistics do not tell: rows of some 130 bytes. */
const ROWS_PER_PAGE = 60;

/**
 * `pages` is the size of the table now, not the statistics'; `rows` how many a split should have, where somebody says so. The last split
 * has no upper end: rows may have come since.
 */
export function planSplits(table: SourceTable, pages: number, rows?: number): readonly SnapshotSplit[] {
  const name = formatTableId(table.id);
  const perPage = table.rowEstimate === undefined || pages === 0 ? ROWS_PER_PAGE : table.rowEstimate / pages;
  const size = rows === undefined ? PAGES_PER_SPLIT : Math.max(1, Math.ceil(rows / Math.max(perPage, 1)));
  const count = table.partitioned ? 1 : Math.max(1, Math.ceil(pages / size));
  const estimate =
    table.rowEstimate === undefined ? {} : { rowEstimate: Math.ceil(table.rowEstimate / count) };
  if (count === 1) return [{ id: `${name}#all`, table: table.id, ...estimate }];
  return Array.from({ length: count }, (_, at) => {
    const from = at * size;
    const to = at === count - 1 ? '' : String(from + size);
    return { id: `${name}#pages ${from}-${to}`, table: table.id, ...estimate };
  });
}

/** Size of the table now, in pages. */
export async function tablePages(catalog: CatalogSession, table: SourceTable): Promise<number> {
  const { rows } = await catalog.client.query<{ pages: string }>(
    `select pg_relation_size($1::oid) / current_setting('block_size')::int as pages`,
    [table.oid],
  );
  return Number(rows[0]?.pages ?? 0);
}

/** The WHERE clause of a split, read back from its id. */
export function splitCondition(id: string): string {
  const match = /#pages (\d+)-(\d*)$/u.exec(id);
  if (match === null) return '';
  const lower = `ctid >= '(${match[1]},0)'::tid`;
  return match[2] === '' ? ` WHERE ${lower}` : ` WHERE ${lower} AND ctid < '(${match[2]},0)'::tid`;
}
