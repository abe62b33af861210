// Large tables are cut by ranges of their primary key, found and compared by the server only: text compares by its collation there. The
// id of a split holds its range: it means the same after a restart.
import type { SnapshotSplit } from '@tailrace/engine/api';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { Cell, MysqlSession } from '../connect.ts';
import type { ColumnDefinition, TableDefinition, TableName } from '../ddl/index.ts';
import { quoteName } from '../types/text-decoders.ts';

/** A key as SQL literals, in the order of the key's columns. */
type Bound = readonly string[];

/** Types whose order by the server is that of its comparison with a literal: ENUM and SET sort by number and compare as text. */
const ORDERED =
  /^(?:tinyint|smallint|mediumint|int|bigint|decimal|char|varchar|binary|varbinary|date|datetime|timestamp|time|year|uuid|inet4|inet6)$/u;

export interface SplitRequest {
  readonly id: TableId;
  readonly name: TableName;
  readonly definition: TableDefinition;
  readonly rowEstimate: number | undefined;
  /** Rows of a split. */
  readonly rows: number;
  /** Ids of splits that are done. */
  readonly finished: readonly string[];
}

/** Options' chunks are of Flink's task managers; here a part costs a query and a commit, and is what a crash repeats. */
const CHUNKS_PER_SPLIT = 64;

/** From this many rows on a table is cut into parts that can be read at the same time. */
const PARALLEL_ROWS = 200_000;
/** More than connections, since the parts of a table take different times. */
const PARALLEL_PARTS = 4;

/** `chunkRows`: what the options say a chunk should have. */
export function rowsPerSplit(chunkRows: number, rowEstimate: number | undefined): number {
  const rows = chunkRows * CHUNKS_PER_SPLIT;
  return rowEstimate === undefined || rowEstimate < PARALLEL_ROWS
    ? rows
    : Math.min(rows, Math.ceil(rowEstimate / PARALLEL_PARTS));
}

/** Whether a table of about so many rows is cut into splits of that many. */
export function isCut(rowEstimate: number | undefined, rows: number): boolean {
  return rowEstimate === undefined || rowEstimate > rows * 2;
}

/** Splits that are left. A table without a key, or with one that cannot be cut, is one. */
export async function planSplits(
  session: MysqlSession,
  request: SplitRequest,
): Promise<readonly SnapshotSplit[]> {
  const { id, definition, rowEstimate, rows } = request;
  const name = formatTableId(id);
  const key = keyColumns(definition);
  const done = finishedUpTo(request);
  const small = !isCut(rowEstimate, rows) && done === undefined;
  if (key === undefined || small) {
    const whole = `${name}#all`;
    if (request.finished.includes(whole)) return [];
    return [{ id: whole, table: id, ...(rowEstimate === undefined ? {} : { rowEstimate }) }];
  }
  const bounds = await walk(session, request, { key, from: done });
  const edges = [done, ...bounds];
  const estimate = Math.ceil((rowEstimate ?? rows * edges.length) / edges.length);
  return edges.map((from, at) => ({ id: splitId(name, from, bounds[at]), table: id, rowEstimate: estimate }));
}

function splitId(name: string, from: Bound | undefined, to: Bound | undefined): string {
  return `${name}#keys ${JSON.stringify({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })}`;
}

function parseSplit(id: string): { readonly from?: Bound; readonly to?: Bound } {
  const json = /#keys (\{.*\})$/su.exec(id)?.[1];
  return json === undefined ? {} : (JSON.parse(json) as { from?: Bound; to?: Bound });
}

function keyColumns({ primaryKey, columns }: TableDefinition): readonly ColumnDefinition[] | undefined {
  const key = primaryKey.flatMap((name) => columns.filter((column) => column.name === name));
  return key.length > 0 && key.every(({ type }) => ORDERED.test(type.name)) ? key : undefined;
}

/** The end of the splits that are done one after the other from the beginning. */
function finishedUpTo({ finished }: SplitRequest): Bound | undefined {
  const ranges = finished.map(parseSplit);
  let reached: Bound | undefined;
  for (let guard = 0; guard <= ranges.length; guard++) {
    const next = ranges.find(
      ({ from, to }) => to !== undefined && JSON.stringify(from) === JSON.stringify(reached),
    );
    if (next?.to === undefined) return reached;
    reached = next.to;
  }
  return reached;
}

/** Every n-th key, asked for one after the other; the index is read, not the rows. */
async function walk(
  session: MysqlSession,
  { name, rows }: SplitRequest,
  { key, from }: { readonly key: readonly ColumnDefinition[]; readonly from: Bound | undefined },
): Promise<readonly Bound[]> {
  const names = key.map((column) => quoteName(column.name));
  const list = key
    .map((column, at) => (isBinary(column) ? `HEX(${names[at] ?? ''})` : names[at]) + ` AS k${at}`)
    .join(', ');
  const bounds: Bound[] = [];
  let after = from;
  for (;;) {
    const where = after === undefined ? '' : ` WHERE ${beyond(key, after)}`;
    const [row] = await session.query(
      `SELECT ${list} FROM ${quoteName(name.database)}.${quoteName(name.table)}${where} ORDER BY ${names.join(', ')} LIMIT 1 OFFSET ${rows - 1}`,
    );
    if (row === undefined) return bounds;
    after = key.map((column, at) => literal(column, row[`k${at}`] ?? null));
    bounds.push(after);
  }
}

const isBinary = ({ type }: ColumnDefinition): boolean => type.name === 'binary' || type.name === 'varbinary';

function literal(column: ColumnDefinition, value: Cell): string {
  const text = value instanceof Buffer ? value.toString('utf8') : String(value);
  if (isBinary(column)) return `x'${text}'`;
  if (/int$|^decimal$|^year$/u.test(column.type.name)) return text;
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** The WHERE clause of a split, read back from its id. */
export function splitCondition(id: string, definition: TableDefinition): string {
  const { from, to } = parseSplit(id);
  const key = keyColumns(definition) ?? [];
  const parts = [
    ...(from === undefined ? [] : [beyond(key, from)]),
    ...(to === undefined ? [] : [`NOT (${beyond(key, to)})`]),
  ];
  if (parts.length === 0) return '';
  // The plain comparison of the first column is what the server finds its range of the index by.
  const first = quoteName(key[0]?.name ?? '');
  const range = [
    ...(from === undefined ? [] : [`${first} >= ${from[0] ?? ''}`]),
    ...(to === undefined ? [] : [`${first} <= ${to[0] ?? ''}`]),
  ];
  return ` WHERE ${[...range, ...parts].join(' AND ')}`;
}

/** (a, b) > (x, y), written out: servers do not use an index for the short form. */
function beyond(key: readonly ColumnDefinition[], bound: Bound): string {
  const [column, ...others] = key;
  if (column === undefined) return 'FALSE';
  const [value = '', ...rest] = bound;
  const name = quoteName(column.name);
  if (others.length === 0) return `${name} > ${value}`;
  return `(${name} > ${value} OR (${name} = ${value} AND ${beyond(others, rest)}))`;
}
