// Rows of a snapshot towards one table: one LOAD DATA over many batches, while rows are not known to be there already.
import type { SnapshotWrite } from '@tailrace/engine/api';
import type { Row, Value } from '@tailrace/core/value';
import { insertRows } from './insert-rows.ts';
import type { RowsContext } from './rows-context.ts';
import { startLoad, writeCell, type Load } from './load-data.ts';

export interface SnapshotLoad {
  write(request: SnapshotWrite): Promise<void>;
  finish(): Promise<void>;
}

/** Rows that are kept to be written in another way, should some of them be there already; then the load is ended and a new one begun. */
const MAX_KEPT = 16_384;

export async function startSnapshotLoad(context: RowsContext, mayRepeat: boolean): Promise<SnapshotLoad> {
  const { session, plan } = context;
  let load: Load | undefined;
  let kept: Row[] = [];

  async function end(): Promise<void> {
    const [open, rows] = [load, kept];
    [load, kept] = [undefined, []];
    if (open === undefined || (await open.finish())) return;
    await insertRows(context, rows, { mode: 'upsert', isLast: true });
  }

  return {
    async write(request) {
      const rowOf = outputs(request);
      if (mayRepeat) {
        const rows = [...request.selection].map(rowOf);
        await insertRows(context, rows, { mode: plan.keys.length === 0 ? 'insert' : 'upsert', isLast: true });
        return;
      }
      for (const at of request.selection) {
        load ??= await startLoad(session, plan, false);
        const row = rowOf(at);
        for (const [column, planned] of plan.columns.entries()) {
          if (column > 0) load.out.separator();
          writeCell(load.out, plan, { column: planned, value: row[column] ?? null });
        }
        load.out.endRow();
        // Without a key nothing can be there already.
        if (plan.keys.length > 0 || plan.otherUnique) kept.push(row);
        const full = load.flush();
        if (full !== undefined) await full;
        if (kept.length >= MAX_KEPT) await end();
      }
    },
    finish: end,
  };
}

/** Row number `at` of the batch, as the sink table has it. */
function outputs({ batch, target, rows }: SnapshotWrite): (at: number) => Row {
  const forwarded = target.outputs.flatMap((output) => (output.kind === 'forward' ? [output.column] : []));
  const decoded = batch.rows([...new Set(forwarded)]);
  const blank: Row = [];
  return (at) =>
    target.outputs.map((output): Value => {
      if (output.kind === 'null') return null;
      if (output.kind === 'compute') return output.evaluate(rows[at] ?? blank);
      return decoded[at]?.[output.column] ?? null;
    });
}
