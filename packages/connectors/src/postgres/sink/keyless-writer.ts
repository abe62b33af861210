// Tables without a key: inserts are appended in their order, and an update or delete takes one row that is equal in every column. There is
// nothing else by which a row could be told; so a row that is not found is an error, unless the change may be a repetition.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { DataChangeEvent } from '@tailrace/core/event';
import { formatTableId } from '@tailrace/core/table';
import { UNSENT, type Row } from '@tailrace/core/value';
import type { CopyWriter } from '../codec/copy-writer.ts';
import { quoteIdent } from '../sql-text.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { startBulkCopy } from './bulk-copy.ts';
import { valueLiteral } from './literals.ts';
import { allPositions, encodeRow } from './row-encoder.ts';
import type { Stage } from './stage.ts';
import type { WritePlan } from './target-table.ts';

export interface KeylessWriterContext {
  readonly wire: WireConnection;
  readonly frames: CopyWriter;
  readonly plan: WritePlan;
  readonly stage: () => Promise<Stage>;
}

export async function writeKeyless(
  context: KeylessWriterContext,
  events: readonly DataChangeEvent[],
): Promise<void> {
  let appended: Row[] = [];
  for (const event of events) {
    if (event.type === 'update' || event.type === 'delete') {
      await append(context, appended);
      appended = [];
      await changeOne(context, event);
    } else appended.push(event.after);
  }
  await append(context, appended);
}

async function append(context: KeylessWriterContext, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const copy = await startBulkCopy({ ...context, mayRepeat: false });
  const { plan } = context;
  const positions = allPositions(plan);
  for (const row of rows) {
    encodeRow(copy.out, row, plan, positions);
    const full = copy.flush();
    if (full !== undefined) await full;
  }
  await copy.finish();
}

async function changeOne(
  { wire, plan }: KeylessWriterContext,
  event: Extract<DataChangeEvent, { type: 'update' | 'delete' }>,
): Promise<void> {
  const literal = (row: Row, at: number): string => {
    const column = plan.schema.columns[at];
    return column === undefined
      ? 'NULL'
      : valueLiteral(row[at] ?? null, column.type, plan.targetTypes[at] ?? '');
  };
  const name = (at: number): string => quoteIdent(plan.schema.columns[at]?.name ?? '');
  const sent = event.before.flatMap((value, at) => (value === UNSENT ? [] : [at]));
  if (sent.length < plan.schema.columns.length) throw notWhole(plan, event);
  const same = sent.map(
    (at) =>
      `${equatable(plan, at, name(at))} IS NOT DISTINCT FROM ${equatable(plan, at, literal(event.before, at))}`,
  );
  const one = `ctid = (SELECT ctid FROM ${plan.target} WHERE ${same.join(' AND ')} LIMIT 1)`;
  const statement =
    event.type === 'delete'
      ? `DELETE FROM ${plan.target} WHERE ${one}`
      : `UPDATE ${plan.target} SET ${event.after.flatMap((value, at) => (value === UNSENT ? [] : [`${name(at)} = ${literal(event.after, at)}`])).join(', ')} WHERE ${one}`;
  const { tag } = await wire.query(statement);
  if (tag.endsWith(' 1')) return;
  throw new TailraceError(
    'sink-row-missing',
    `${formatTableId(plan.id)} has no row equal to the old row of a change (${event.type}), and no key to find it by. Somebody else has written to the table, or rows of its snapshot were removed: give the source table a key, or launch anew into an empty table.`,
    { data: { table: formatTableId(plan.id), change: event.type } },
  );
}

/** JSON and XML have no equality; their text has. */
function equatable(plan: WritePlan, at: number, expression: string): string {
  return /^(?:json|xml|point|polygon)$/u.test(plan.targetTypes[at] ?? '')
    ? `(${expression})::text`
    : expression;
}

function notWhole(plan: WritePlan, event: DataChangeEvent): TailraceError {
  return new TailraceError(
    'old-row-not-sent',
    `${formatTableId(plan.id)} has no primary key, and a change (${event.type}) came without the whole old row, so that it cannot be found. Set REPLICA IDENTITY FULL on the source table, or give the sink table a key by primary-keys in a transform.`,
    { data: { table: formatTableId(plan.id), change: event.type } },
  );
}
