// Rows of a snapshot towards one table: one LOAD DATA over many batches, while rows are not known to be there already. What no expression
// touches and has a form that is easily text is written from the source's bytes; only the rest is decoded.
import type { SnapshotWrite } from '@tailrace/engine/api';
import type { Row, Value } from '@tailrace/core/value';
import { encodedCell, type CellCopy } from './encoded-cells.ts';
import { insertRows } from './insert-rows.ts';
import { startLoad, writeCell, type Load } from './load-data.ts';
import type { RowsContext } from './rows-context.ts';
import type { TabWriter } from './tab-writer.ts';
import type { WritePlan } from './target-table.ts';

export interface SnapshotLoad {
  write(request: SnapshotWrite): Promise<void>;
  finish(): Promise<void>;
}

/** Bytes of rows that are kept to be written in another way, should some be there already; then the load is ended and a new one begun. */
const MAX_KEPT = 16 << 20;

interface Kept {
  readonly rowOf: (at: number) => Row;
  readonly at: number;
}

export async function startSnapshotLoad(context: RowsContext, mayRepeat: boolean): Promise<SnapshotLoad> {
  const { session, plan, limits } = context;
  const canRepeat = plan.keys.length > 0;
  let load: Load | undefined;
  let kept: Kept[] = [];
  let keptBytes = 0;

  async function end(): Promise<void> {
    const [open, rows] = [load, kept];
    [load, kept, keptBytes] = [undefined, [], 0];
    if (open === undefined || (await open.finish())) return;
    await upsert(rows.map(({ rowOf, at }) => rowOf(at)));
  }

  async function upsert(rows: readonly Row[]): Promise<void> {
    await insertRows(context, rows, { mode: canRepeat ? 'upsert' : 'insert', isLast: true });
  }

  return {
    async write(request) {
      const rowOf = outputs(request);
      if ((mayRepeat && canRepeat) || !limits.loadData || !plan.loadable) {
        const rows = Array.from(request.selection, rowOf);
        await insertRows(context, rows, { mode: mayRepeat && canRepeat ? 'upsert' : 'insert', isLast: true });
        return;
      }
      const encode = rowEncoder(request, plan);
      for (const at of request.selection) {
        load ??= await startLoad(session, plan, false);
        const before = load.out.size;
        encode(load.out, at);
        // Without a key nothing can be there already.
        if (canRepeat) {
          kept.push({ rowOf, at });
          keptBytes += load.out.size - before;
        }
        const full = load.flush();
        if (full !== undefined) await full;
        if (keptBytes >= MAX_KEPT) await end();
      }
    },
    finish: end,
  };
}

/** Row number `at` of the batch, as the sink table has it; decoded at the first call. */
function outputs({ batch, target, rows }: SnapshotWrite): (at: number) => Row {
  const forwarded = target.outputs.flatMap((output) => (output.kind === 'forward' ? [output.column] : []));
  let decoded: readonly Row[] | undefined;
  const blank: Row = [];
  return (at) => {
    decoded ??= batch.rows([...new Set(forwarded)]);
    return target.outputs.map((output): Value => {
      if (output.kind === 'null') return null;
      if (output.kind === 'compute') return output.evaluate(rows[at] ?? blank);
      return decoded?.[at]?.[output.column] ?? null;
    });
  };
}

function rowEncoder(request: SnapshotWrite, plan: WritePlan): (out: TabWriter, at: number) => void {
  const { batch, target } = request;
  const copies = plan.columns.map((column, at): CellCopy | undefined => {
    const output = target.outputs[at];
    return output?.kind === 'forward' ? encodedCell(batch.encoded, output.column, column) : undefined;
  });
  const rest = restOf(request, copies);
  return (out, at) => {
    const row = rest(at);
    for (const [index, column] of plan.columns.entries()) {
      if (index > 0) out.separator();
      const copy = copies[index];
      if (copy === undefined) writeCell(out, plan, { column, value: row?.[index] ?? null });
      else copy(out, at);
    }
    out.endRow();
  };
}

/** The values that are not copied; without any, nothing is decoded. */
function restOf(
  request: SnapshotWrite,
  copies: readonly (CellCopy | undefined)[],
): (at: number) => Row | undefined {
  if (copies.every((copy) => copy !== undefined)) return () => undefined;
  const { target } = request;
  const wanted = target.outputs.map((output, at) => (copies[at] === undefined ? output : NOTHING));
  return outputs({ ...request, target: { ...target, outputs: wanted } });
}

const NOTHING = { kind: 'null' } as const;
