// Whether the publication gives what the pipeline reads. One that leaves out columns, rows or kinds of changes leaves them out in silence.
import type pg from 'pg';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import type { SourceOptions } from '../options.ts';
import { quoteIdent, quoteTable } from '../sql-text.ts';

export interface PublicationFault {
  readonly code:
    'publication-incomplete' | 'publication-column-list' | 'publication-row-filter' | 'publication-actions';
  readonly message: string;
  readonly remedy: string;
}

interface Published {
  readonly schemaname: string;
  readonly tablename: string;
  /** PostgreSQL 15 and later; before, there are neither column lists nor filters. */
  readonly attnames?: readonly string[] | null;
  readonly rowfilter?: string | null;
}

const ACTIONS = ['insert', 'update', 'delete', 'truncate'] as const;

/** The first thing that is amiss; undefined where the publication gives all, or does not exist yet. */
export async function publicationFault(
  client: pg.Client,
  options: SourceOptions,
  tables: readonly SourceTable[],
): Promise<PublicationFault | undefined> {
  const { rows } = await client.query<Record<`pub${(typeof ACTIONS)[number]}`, boolean>>(
    'select pubinsert, pubupdate, pubdelete, pubtruncate from pg_catalog.pg_publication where pubname = $1',
    [options.publication],
  );
  const publication = rows[0];
  if (publication === undefined) return undefined;
  const name = quoteIdent(options.publication);
  const silent = ACTIONS.filter((action) => !publication[`pub${action}`]);
  if (silent.length > 0) {
    return {
      code: 'publication-actions',
      message: `Publication ${options.publication} leaves out every ${silent.join(' and ')}`,
      remedy: `ALTER PUBLICATION ${name} SET (publish = '${ACTIONS.join(', ')}')`,
    };
  }
  const listed = await client.query<Published>(
    'select *, attnames::text[] as attnames from pg_catalog.pg_publication_tables where pubname = $1',
    [options.publication],
  );
  const byName = new Map(listed.rows.map((row) => [quoteTable(row.schemaname, row.tablename), row]));
  for (const table of tables) {
    const fault = tableFault(table, byName.get(quoteTable(table.schemaName, table.tableName)), options);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function tableFault(
  table: SourceTable,
  published: Published | undefined,
  options: SourceOptions,
): PublicationFault | undefined {
  const id = formatTableId(table.id);
  const name = quoteIdent(options.publication);
  const quoted = quoteTable(table.schemaName, table.tableName);
  if (published === undefined) {
    return {
      code: 'publication-incomplete',
      message: `Publication ${options.publication} lacks ${id}`,
      remedy: `ALTER PUBLICATION ${name} ADD TABLE ${quoted}`,
    };
  }
  const again = `ALTER PUBLICATION ${name} DROP TABLE ${quoted}; ALTER PUBLICATION ${name} ADD TABLE ${quoted}`;
  if (published.rowfilter !== undefined && published.rowfilter !== null) {
    return {
      code: 'publication-row-filter',
      message: `Publication ${options.publication} gives only rows of ${id} that pass ${published.rowfilter}, so that others would be copied and then not followed. Filter in a transform instead`,
      remedy: again,
    };
  }
  const given = new Set(published.attnames ?? table.columns.map((column) => column.name));
  const missing = table.columns.map((column) => column.name).filter((column) => !given.has(column));
  if (missing.length === 0) return undefined;
  return {
    code: 'publication-column-list',
    message: `Publication ${options.publication} leaves out the columns ${missing.join(', ')} of ${id}, which would be copied and then never change. Leave them out in a projection instead`,
    remedy: again,
  };
}

export async function assertPublished(
  client: pg.Client,
  options: SourceOptions,
  tables: readonly SourceTable[],
): Promise<void> {
  const fault = await publicationFault(client, options, tables);
  if (fault === undefined) return;
  throw new TailraceError(fault.code, `${fault.message}. Run: ${fault.remedy}`, {
    data: { publication: options.publication, statement: fault.remedy },
  });
}
