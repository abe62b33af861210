// LOAD DATA LOCAL INFILE from memory: no file is read. With LOCAL the server never fails: what does not fit it changes, and what is there
// already it passes over, both with a warning. So the load runs behind a savepoint, and a single warning takes all of it back.
import { PassThrough } from 'node:stream';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import { TailraceError } from '@tailrace/core/diagnostics';
import { nameColumn, ValueError } from '../../value-error.ts';
import type { MysqlSession, StatementResult } from '../connect.ts';
import { errnoOf } from '../server-error.ts';
import type { RowsContext } from './rows-context.ts';
import { refuseWarnings } from './strict.ts';
import { TabWriter } from './tab-writer.ts';
import type { PlannedColumn, WritePlan } from './target-table.ts';

export interface Load {
  readonly out: TabWriter;
  /** Sends what has gathered, if it is worth it; a promise only where the socket is full. Between rows. */
  flush(): Promise<void> | undefined;
  /** Ends the load. False: rows were there already, and nothing of it was written. Throws for a value that does not fit. */
  finish(): Promise<boolean>;
}

const FRAME = 64 * 1024;
const SAVEPOINT = 'tailrace_load';

/** ER_NOT_ALLOWED_COMMAND, ER_LOAD_INFILE_CAPABILITY_DISABLED, ER_CLIENT_LOCAL_FILES_DISABLED: not on this server. */
const NOT_ALLOWED: ReadonlySet<number> = new Set([1148, 3948, 4166]);

/** `replaces`: rows that are there already are replaced. */
export async function startLoad(session: MysqlSession, plan: WritePlan, replaces: boolean): Promise<Load> {
  await session.execute(`SAVEPOINT ${SAVEPOINT}`);
  const stream = new PassThrough({ highWaterMark: 4 * FRAME });
  const out = new TabWriter(2 * FRAME);
  let ended: { readonly result: StatementResult } | { readonly error: unknown } | undefined;
  const statement = session
    .execute(loadStatement(plan, replaces), () => stream)
    .then(
      (result) => {
        ended = { result };
      },
      (error: unknown) => {
        ended = { error };
      },
    );
  /** What follows an early end is of no use; `finish` tells of it. */
  const drained = async (): Promise<void> =>
    Promise.race([statement, new Promise<void>((resolve) => stream.once('drain', resolve))]);
  const send = (): Promise<void> | undefined => {
    if (out.size === 0 || ended !== undefined) return undefined;
    return stream.write(out.take()) ? undefined : drained();
  };
  return {
    out,
    flush: () => (out.size < FRAME ? undefined : send()),
    async finish() {
      await send();
      stream.end();
      await statement;
      if (ended === undefined) throw new Error('internal: LOAD DATA has no end');
      if ('error' in ended) throw ended.error;
      return settle(session, plan, ended.result);
    },
  };
}

function loadStatement(plan: WritePlan, replaces: boolean): string {
  const names = plan.columns.map(({ quoted }) => quoted).join(', ');
  return `LOAD DATA LOCAL INFILE 'rows' ${replaces ? 'REPLACE ' : ''}INTO TABLE ${plan.target} CHARACTER SET binary FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${names})`;
}

async function settle(session: MysqlSession, plan: WritePlan, result: StatementResult): Promise<boolean> {
  if (result.warnings === 0) return true;
  const count = (name: string): number =>
    Number(new RegExp(`${name}: (\\d+)`, 'u').exec(result.info)?.[1] ?? '0');
  const [skipped, warnings] = [count('Skipped'), count('Warnings')];
  if (skipped > 0 && skipped === warnings) {
    await session.execute(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
    return false;
  }
  // The first that is no row passed over; the server keeps as many as max_error_count.
  await refuseWarnings(session, plan.name);
  throw new TailraceError(
    'sink-value-refused',
    `Sink table ${plan.name} took rows with ${warnings} warnings that it does not name; nothing of this transaction was written.`,
    { data: { table: plan.name } },
  );
}

/** Whether the server takes LOAD DATA LOCAL; asked once a session. */
export function isNotAllowed(error: unknown): boolean {
  return NOT_ALLOWED.has(errnoOf(error) ?? 0);
}

/** False: rows were there already, or the server does not allow it; nothing was written. */
export async function loadRows(
  context: RowsContext,
  rows: readonly Row[],
  replaces: boolean,
): Promise<boolean> {
  const { session, plan, limits } = context;
  const load = await startLoad(session, plan, replaces);
  try {
    for (const row of rows) {
      writeRow(load.out, plan, row);
      const full = load.flush();
      if (full !== undefined) await full;
    }
  } catch (error) {
    await load.finish().catch(() => undefined);
    throw error;
  }
  try {
    return await load.finish();
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    limits.loadData = false;
    return false;
  }
}

function writeRow(out: TabWriter, plan: WritePlan, row: Row): void {
  for (const [at, column] of plan.columns.entries()) {
    if (at > 0) out.separator();
    writeCell(out, plan, { column, value: row[at] ?? null });
  }
  out.endRow();
}

/** Throws `value-not-representable`, naming table and column. */
export function writeCell(
  out: TabWriter,
  plan: WritePlan,
  { column, value }: { readonly column: PlannedColumn; readonly value: Value },
): void {
  if (value === null) {
    out.null();
    return;
  }
  try {
    if (value === UNSENT) {
      throw new ValueError('the source did not send a value, and the row is needed whole.');
    }
    column.check?.(value);
    const { form } = column;
    if (form.kind === 'bytes') out.bytes(value as Uint8Array);
    else if (form.kind === 'number') out.ascii(form.text(value));
    else out.text(form.text(value));
  } catch (error) {
    throw nameColumn(error, plan.name, column.name);
  }
}
