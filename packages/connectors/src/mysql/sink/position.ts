// The run's position, in a table beside the rows: written in the same transaction, so that rows and position are durable together or
// not at all. The epoch fences: a process that opened later has raised it, and an older one that still lives can commit nothing more.
//
// MySQL commits a statement like ALTER TABLE at once and alone. Before one, what is about to happen is noted here together with what the
// table looks like (`intent`); after a crash the table tells whether it has happened. It also commits the rows that came before it in the
// same transaction of the source, so the intent counts them: when they come again, they are passed over.
import { createHash } from 'node:crypto';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { JsonValue } from '@tailrace/core/value';
import type { MysqlSession } from '../connect.ts';
import { errnoOf } from '../server-error.ts';
import { quoteText } from './sql-text.ts';

export interface Intent {
  /** The statements that were to be run; empty where nothing is in doubt. */
  readonly statements: readonly string[];
  /** What the table looked like before (`shapeOf`). */
  readonly shape: string;
  /** Of what came after the committed position, how much is in the tables for good: row events and schema changes, in their order. */
  readonly done: Progress;
}

export interface Progress {
  readonly rows: number;
  readonly changes: number;
}

export interface PositionKeeper {
  readonly committed: JsonValue | undefined;
  /** Left by a process that ended between a schema change and its commit. */
  readonly intent: Intent | undefined;
  /** Commits everything written so far together with the intent. Throws `sink-fenced`. */
  announce(intent: Intent): Promise<void>;
  /**
   * Writes the position and commits the transaction it is in. `done`: what of the events after it is in the tables already.
   * Throws `sink-fenced`.
   */
  commit(position: JsonValue, done: Progress): Promise<void>;
}

export const POSITION_DATABASE = 'tailrace';
const TABLE = '`tailrace`.`position`';

/** Run ids are told apart by their bytes. Positions are text: MySQL's JSON would change numbers and the order of keys. */
const CREATE = `CREATE TABLE IF NOT EXISTS ${TABLE} (
  run_id VARBINARY(767) NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL,
  position LONGTEXT CHARACTER SET utf8mb4 NULL,
  intent LONGTEXT CHARACTER SET utf8mb4 NULL,
  updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB`;

/** Takes the run over: ends the session of an earlier owner, raises the epoch and reads where the run stands. */
export async function openPosition(session: MysqlSession, runId: string): Promise<PositionKeeper> {
  const run = quoteText(runId);
  await create(session);
  await endEarlierOwner(session, runId);
  await session.execute(
    `INSERT INTO ${TABLE} (run_id, epoch, updated_at) VALUES (${run}, 1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE epoch = epoch + 1, updated_at = UTC_TIMESTAMP(6)`,
  );
  const [row] = await session.query(`SELECT epoch, position, intent FROM ${TABLE} WHERE run_id = ${run}`);
  await session.execute('COMMIT');
  const epoch = String(row?.['epoch'] ?? '0');
  const { position, intent } = row ?? {};

  /** In one round trip: where the epoch is another one the first statement fails, and COMMIT is not reached. */
  async function save(set: string): Promise<void> {
    try {
      await session.execute(
        `UPDATE ${TABLE} SET ${set}, updated_at = UTC_TIMESTAMP(6), epoch = IF(epoch = ${epoch}, epoch, (SELECT 1 UNION SELECT 2)) WHERE run_id = ${run}; COMMIT`,
      );
    } catch (error) {
      if (errnoOf(error) !== SUBQUERY_WITH_TWO_ROWS) throw error;
      throw new TailraceError(
        'sink-fenced',
        `Another process has taken over run ${runId} (its epoch is past ${epoch}); this one stops without writing anything more.`,
        { cause: error, data: { runId, epoch } },
      );
    }
  }
  return {
    committed: typeof position === 'string' ? (JSON.parse(position) as JsonValue) : undefined,
    intent: typeof intent === 'string' ? (JSON.parse(intent) as Intent) : undefined,
    announce: async (next) => save(`intent = ${quoteText(JSON.stringify(next))}`),
    commit: async (next, done) => {
      const rest: Intent = { statements: [], shape: '', done };
      const kept = done.rows + done.changes === 0 ? 'NULL' : quoteText(JSON.stringify(rest));
      await save(`position = ${quoteText(JSON.stringify(next))}, intent = ${kept}`);
    },
  };
}

const SUBQUERY_WITH_TWO_ROWS = 1242;

async function create(session: MysqlSession): Promise<void> {
  const there = await session.query(
    `SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${POSITION_DATABASE}' AND TABLE_NAME = 'position'`,
  );
  if (there.length > 0) return;
  await session.execute(`CREATE DATABASE IF NOT EXISTS \`${POSITION_DATABASE}\``);
  await session.execute(CREATE);
}

/**
 * A process that died without a word leaves its transaction open on the server, with its locks. The named lock says whose session it is.
 * Where the server does not let us (another account, a cluster without named locks), its time-outs have to do.
 */
async function endEarlierOwner(session: MysqlSession, runId: string): Promise<void> {
  const name = quoteText(`tailrace:${createHash('sha256').update(runId).digest('hex').slice(0, 40)}`);
  try {
    const [row] = await session.query(`SELECT IS_USED_LOCK(${name}) AS owner`);
    const owner = row?.['owner'];
    if (owner !== null && owner !== undefined) await session.execute(`KILL CONNECTION ${Number(owner)}`);
    await session.query(`SELECT GET_LOCK(${name}, 5) AS taken`);
  } catch (error) {
    if (error instanceof TailraceError && error.code === 'mysql-connection-lost') throw error;
  }
}
