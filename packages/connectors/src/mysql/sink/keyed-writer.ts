// What compaction left over, into a table with a key: deletes first, then rows of which only some columns came, then new rows, then others.
import type { DataChangeEvent } from '@tailrace/core/event';
import { UNSENT, type Row } from '@tailrace/core/value';
import type { Compaction, Operation } from '../../compaction.ts';
import type { MysqlSession } from '../connect.ts';
import { errnoOf } from '../server-error.ts';
import { insertRows } from './insert-rows.ts';
import type { RowsContext } from './rows-context.ts';
import { keyCondition, literalOf } from './literals.ts';
import { DUPLICATE, runStrict } from './strict.ts';
import type { WritePlan } from './target-table.ts';

/** `isLast`: nothing more of the transaction follows, so that every unique value is free that the rows need. */
export async function writeCompacted(
  context: RowsContext,
  compaction: Compaction,
  isLast: boolean,
): Promise<void> {
  const rows: Record<Operation, Row[]> = { insert: [], upsert: [], partial: [], delete: [] };
  for (const { operation, row } of compaction.pending()) rows[operation].push(row);
  compaction.clear();
  const { plan } = context;
  // By another unique key an upsert could meet, and change, a row that is not its own (a swap of two values): all old rows go first.
  await deleteRows(context, plan.otherUnique ? [...rows.delete, ...rows.upsert] : rows.delete);
  await updateColumns(context, rows.partial);
  const waiting: Row[] = [];
  if (plan.otherUnique) {
    waiting.push(...(await insertRows(context, [...rows.insert, ...rows.upsert], { mode: 'fresh', isLast })));
  } else {
    await insertRows(context, rows.insert, { mode: 'insert', isLast });
    await insertRows(context, rows.upsert, { mode: 'upsert', isLast });
  }
  // Their unique value is still another row's, whose change has not come yet.
  for (const after of waiting) compaction.add({ type: 'replace', table: plan.id, after }, true);
}

const DELETES = 500;

async function deleteRows({ session, plan }: RowsContext, rows: readonly Row[]): Promise<void> {
  const [key] = plan.keys;
  for (let at = 0; at < rows.length; at += DELETES) {
    const part = rows.slice(at, at + DELETES);
    const condition =
      plan.keys.length === 1 && key !== undefined
        ? `${plan.columns[key]?.quoted ?? ''} IN (${part.map((row) => literalOf(plan, key, row[key])).join(',')})`
        : part.map((row) => `(${keyCondition(plan, row)})`).join(' OR ');
    await runStrict(session, `DELETE FROM ${plan.target} WHERE ${condition}`, plan.name);
  }
}

const UPDATES = 100;

/** Rows of which some columns were not sent. One that is not there stays away: its delete is on its way. */
async function updateColumns({ session, plan }: RowsContext, rows: readonly Row[]): Promise<void> {
  const keys = new Set(plan.keys);
  const statements = rows.flatMap((row) => {
    const sets = row.flatMap((value, at) =>
      value === UNSENT || keys.has(at) ? [] : [assignment(plan, at, row)],
    );
    return sets.length === 0
      ? []
      : [`UPDATE ${plan.target} SET ${sets.join(', ')} WHERE ${keyCondition(plan, row)}`];
  });
  for (let at = 0; at < statements.length; at += UPDATES) {
    await runStrict(session, statements.slice(at, at + UPDATES).join(';'), plan.name);
  }
}

const assignment = (plan: WritePlan, at: number, row: Row): string =>
  `${plan.columns[at]?.quoted ?? ''} = ${literalOf(plan, at, row[at])}`;

/** An update that gives a row another key while a column of it was not sent: in place, since the row is not known as a whole. */
export async function moveRow(session: MysqlSession, plan: WritePlan, event: DataChangeEvent): Promise<void> {
  if (event.type !== 'update') throw new Error(`internal: a ${event.type} has no old key`);
  const sets = event.after.flatMap((value, at) =>
    value === UNSENT ? [] : [assignment(plan, at, event.after)],
  );
  const [old, now] = [keyCondition(plan, event.before), keyCondition(plan, event.after)];
  try {
    await runStrict(session, `UPDATE ${plan.target} SET ${sets.join(', ')} WHERE ${old}`, plan.name);
  } catch (error) {
    if (errnoOf(error) !== DUPLICATE) throw error;
    // A replay finds the row under its new key already; then the old one, which came back, goes.
    await runStrict(session, `DELETE FROM ${plan.target} WHERE ${old}`, plan.name);
    await runStrict(session, `UPDATE ${plan.target} SET ${sets.join(', ')} WHERE ${now}`, plan.name);
  }
}
