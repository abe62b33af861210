// One session, one transaction at a time: rows and the position become durable together with `commit`. Altering a table commits what was
// written before it, in MySQL; see position.ts.
import type { SinkContext, SinkWriter } from '@tailrace/engine/api';
import type { TableId } from '@tailrace/core/table';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { applyChange } from './apply-change.ts';
import type { StatementLimits } from './rows-context.ts';
import type { SinkOptions } from './options.ts';
import { PendingTables, type TableState } from './pending-tables.ts';
import { openPosition } from './position.ts';
import { createReplay } from './replay.ts';

export async function openWriter(
  options: SinkOptions,
  context: SinkContext,
  signal: AbortSignal,
): Promise<SinkWriter> {
  const session = await connectMysql(options.connect, signal);
  try {
    const limits = await prepare(session, options);
    const position = await openPosition(session, context.runId);
    return createWriter(session, { options, limits, position });
  } catch (error) {
    session.destroy();
    throw error;
  }
}

const MAX_STATEMENT = 4 << 20;

/**
 * Everything is in a transaction until it is committed. Foreign keys are not looked at, as on a replica: rows come table by table and not
 * in their order. A table that somebody else holds is waited for a minute, then tried again by the run.
 */
async function prepare(session: MysqlSession, options: SinkOptions): Promise<StatementLimits> {
  await session.execute(
    'SET SESSION autocommit = 0, foreign_key_checks = 0, unique_checks = 1, sql_notes = 1, max_error_count = 1000, lock_wait_timeout = 60, innodb_lock_wait_timeout = 60',
  );
  const [row] = await session.query('SELECT @@max_allowed_packet AS packet, @@local_infile AS local_load');
  return {
    bytes: Math.min(MAX_STATEMENT, Math.floor(Number(row?.['packet'] ?? 1 << 20) / 2)),
    loadData: options.loadData === 'auto' && Number(row?.['local_load']) === 1,
  };
}

interface WriterContext {
  readonly options: SinkOptions;
  readonly limits: StatementLimits;
  readonly position: Awaited<ReturnType<typeof openPosition>>;
}

function createWriter(session: MysqlSession, { options, limits, position }: WriterContext): SinkWriter {
  const pending = new PendingTables(session, options, limits);
  const replay = createReplay(position);
  let isDirty = false;
  return {
    committed: position.committed,
    keepsPosition: true,
    async applySchemaChange(event, schema) {
      isDirty = true;
      if (replay.passChange()) return { statements: [], outcome: 'already-there' };
      await pending.flushAll(false);
      pending.forget(event.table);
      const answer = await applyChange(event, { session, schema, options, position, done: replay.done() });
      replay.changed();
      return answer;
    },
    async write(all, context) {
      isDirty = true;
      const events = replay.passRows(all);
      await pending.endSnapshot();
      let table: TableId | undefined;
      let state: TableState | undefined;
      for (const event of events) {
        if (state === undefined || event.table !== table) {
          table = event.table;
          state = await pending.stateOf(event.table, context.schemaOf(event.table));
        }
        const full = pending.add(state, event, context.upsertInserts);
        if (full !== undefined) await full;
      }
    },
    async writeSnapshot(request) {
      isDirty = true;
      await pending.writeSnapshot(request);
    },
    async commit(next) {
      await pending.flushAll(true);
      await position.commit(next, replay.commit());
      isDirty = false;
    },
    async close() {
      // What is pending goes with the connection; a load that runs can only be ended so.
      if (isDirty) session.destroy();
      else await session.end();
    },
  };
}
