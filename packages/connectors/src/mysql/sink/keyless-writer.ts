// Tables without a key: inserts are appended in their order, and an update or delete takes one row that is equal in every column. There is
// nothing else by which a row could be told; so a row that is not found is an error.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { DataChangeEvent } from '@tailrace/core/event';
import { UNSENT, type Row } from '@tailrace/core/value';
import { insertRows } from './insert-rows.ts';
import type { RowsContext } from './rows-context.ts';
import { literalOf } from './literals.ts';
import { runStrict } from './strict.ts';
import type { PlannedColumn } from './target-table.ts';

export async function writeKeyless(context: RowsContext, events: readonly DataChangeEvent[]): Promise<void> {
  let appended: Row[] = [];
  const append = async (): Promise<void> => {
    const rows = appended;
    appended = [];
    await insertRows(context, rows, { mode: 'insert', isLast: true });
  };
  for (const event of events) {
    if (event.type === 'update' || event.type === 'delete') {
      await append();
      await changeOne(context, event);
    } else appended.push(event.after);
  }
  await append();
}

async function changeOne(
  context: RowsContext,
  event: Extract<DataChangeEvent, { type: 'update' | 'delete' }>,
): Promise<void> {
  const { session, plan } = context;
  if (plan.columns.some((_, at) => event.before[at] === UNSENT)) {
    throw fault(
      'old-row-not-sent',
      context,
      event,
      'has no primary key, and a change came without the whole old row, so that it cannot be found. Let the source send whole old rows (REPLICA IDENTITY FULL, binlog_row_image FULL), or give the sink table a key by primary-keys in a transform.',
    );
  }
  const same = plan.columns.map((column, at) =>
    equal(context, column, literalOf(plan, at, event.before[at])),
  );
  const where = `WHERE ${same.join(' AND ')} LIMIT 1`;
  const sets =
    event.type === 'delete'
      ? []
      : event.after.flatMap((value, at) =>
          value === UNSENT ? [] : [`${plan.columns[at]?.quoted ?? ''} = ${literalOf(plan, at, value)}`],
        );
  const statement =
    event.type === 'delete'
      ? `DELETE FROM ${plan.target} ${where}`
      : `UPDATE ${plan.target} SET ${sets.join(', ')} ${where}`;
  const { matched } = await runStrict(session, statement, plan.name);
  if (matched === 1) return;
  throw fault(
    'sink-row-missing',
    context,
    event,
    'has no row equal to the old row of a change, and no key to find it by. Somebody else has written to the table, or rows of its snapshot were removed: give the source table a key, or launch anew into an empty table.',
  );
}

/** Texts are equal by their bytes, whatever the column's collation thinks; JSON of MySQL by its value. */
function equal({ session }: RowsContext, column: PlannedColumn, literal: string): string {
  const { quoted, target } = column;
  if (target.dataType === 'json' && session.version.flavor === 'mysql') {
    return literal === 'NULL' ? `${quoted} IS NULL` : `${quoted} = CAST(${literal} AS JSON)`;
  }
  if (target.charset === undefined) return `${quoted} <=> ${literal}`;
  return `CAST(CONVERT(${quoted} USING utf8mb4) AS BINARY) <=> CAST(${literal} AS BINARY)`;
}

function fault(code: string, { plan }: RowsContext, event: DataChangeEvent, what: string): TailraceError {
  return new TailraceError(code, `${plan.name} ${what}`, { data: { table: plan.name, change: event.type } });
}
