// Rows as INSERT statements of several rows, or as LOAD DATA where there are many. One statement is all or nothing in InnoDB, so what meets a
// row that is there already is tried rather than asked.
import type { Row } from '@tailrace/core/value';
import { errnoOf } from '../server-error.ts';
import { rowLiteral } from './literals.ts';
import { loadRows } from './load-data.ts';
import { DUPLICATE, runStrict } from './strict.ts';
import type { RowsContext } from './rows-context.ts';
import type { WritePlan } from './target-table.ts';

export interface InsertMode {
  /**
   * insert: should be new, and those that are not are upserted. upsert: may be there. fresh: are known to be gone, but unique values of
   * theirs may still be another row's.
   */
  readonly mode: 'insert' | 'upsert' | 'fresh';
  readonly isLast: boolean;
}

/** From so many rows on LOAD DATA is faster, its four round trips included. */
const LOAD_FROM = 300;
const MAX_ROWS = 1000;

/** Rows of mode `fresh` that have to wait for a unique value; empty where `isLast`. */
export async function insertRows(
  context: RowsContext,
  rows: readonly Row[],
  mode: InsertMode,
): Promise<readonly Row[]> {
  const { plan, limits } = context;
  if (rows.length === 0) return [];
  const replaces = mode.mode === 'upsert';
  if (rows.length >= LOAD_FROM && limits.loadData && plan.loadable && (!replaces || plan.wholeRows)) {
    if (await loadRows(context, rows, replaces)) return [];
  }
  const waiting: Row[] = [];
  for (const part of statementsOf(plan, rows, limits.bytes)) {
    waiting.push(...(await insertPart(context, part, mode)));
  }
  return waiting;
}

interface Part {
  readonly rows: readonly Row[];
  readonly literals: readonly string[];
}

function* statementsOf(plan: WritePlan, rows: readonly Row[], limit: number): Iterable<Part> {
  let part: Row[] = [];
  let literals: string[] = [];
  let size = 0;
  for (const row of rows) {
    const literal = rowLiteral(plan, row);
    if (part.length > 0 && (size + literal.length * 2 > limit || part.length >= MAX_ROWS)) {
      yield { rows: part, literals };
      [part, literals, size] = [[], [], 0];
    }
    part.push(row);
    literals.push(literal);
    // A character may take more bytes than it has units, and none takes more than three a unit; twice is a fair guess for text.
    size += literal.length * 2;
  }
  if (part.length > 0) yield { rows: part, literals };
}

async function insertPart(context: RowsContext, part: Part, mode: InsertMode): Promise<readonly Row[]> {
  const { session, plan } = context;
  try {
    await runStrict(session, insertStatement(context, part.literals, mode.mode === 'upsert'), plan.name);
    return [];
  } catch (error) {
    if (errnoOf(error) !== DUPLICATE || plan.keys.length === 0) throw error;
    if (mode.mode === 'insert') {
      await runStrict(session, insertStatement(context, part.literals, true), plan.name);
      return [];
    }
    if (mode.isLast || mode.mode === 'upsert') throw error;
  }
  if (part.rows.length === 1) return part.rows;
  const middle = Math.ceil(part.rows.length / 2);
  const halves = [0, middle].map((from, at): Part => {
    const to = at === 0 ? middle : part.rows.length;
    return { rows: part.rows.slice(from, to), literals: part.literals.slice(from, to) };
  });
  const waiting: Row[] = [];
  for (const half of halves) waiting.push(...(await insertPart(context, half, mode)));
  return waiting;
}

export function insertStatement(
  { session, plan }: RowsContext,
  literals: readonly string[],
  upsert: boolean,
): string {
  const names = plan.columns.map(({ quoted }) => quoted).join(', ');
  const insert = `INSERT INTO ${plan.target} (${names}) VALUES ${literals.join(',')}`;
  if (!upsert || plan.keys.length === 0) return insert;
  const isMysql = session.version.flavor === 'mysql';
  const rest = plan.columns.filter((_, at) => !plan.keys.includes(at));
  const first = plan.columns[plan.keys[0] ?? 0]?.quoted ?? '';
  // MySQL warns of VALUES(), MariaDB has no alias for the new row.
  const sets = rest.map(({ quoted }) => `${quoted} = ${isMysql ? `new_row.${quoted}` : `VALUES(${quoted})`}`);
  const update = sets.length === 0 ? `${first} = ${plan.target}.${first}` : sets.join(', ');
  return `${insert}${isMysql ? ' AS new_row' : ''} ON DUPLICATE KEY UPDATE ${update}`;
}
