// The run's position, in a table beside the rows: written in the same transaction, so that rows and position are durable together or
// not at all. The epoch fences: a process that opened later has raised it, and an older one that still lives can commit nothing more.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { JsonValue } from '@tailrace/core/value';
import { quoteLiteral } from '../sql-text.ts';
import { sqlStateOf } from '../wire/server-error.ts';
import type { WireConnection } from '../wire/wire-connection.ts';

export interface PositionKeeper {
  readonly committed: JsonValue | undefined;
  /** Writes the position and commits the transaction it is in. Throws `sink-fenced`. */
  commit(position: JsonValue): Promise<void>;
  /** Commits the transaction of another connection, without a position. Throws `sink-fenced`; nobody takes the run over meanwhile. */
  commitBeside(other: WireConnection): Promise<void>;
}

export const POSITION_SCHEMA = 'tailrace';
const TABLE = 'tailrace.position';

const CREATE = `
CREATE SCHEMA IF NOT EXISTS ${POSITION_SCHEMA};
CREATE TABLE IF NOT EXISTS ${TABLE} (
  run_id text PRIMARY KEY,
  epoch bigint NOT NULL,
  position jsonb,
  updated_at timestamp with time zone NOT NULL
)`;

/** Takes the run over: raises its epoch and reads where it stands. */
export async function openPosition(wire: WireConnection, runId: string): Promise<PositionKeeper> {
  const run = quoteLiteral(runId);
  const { rows: exists } = await wire.query(`SELECT to_regclass('${TABLE}')`);
  if ((exists[0]?.[0] ?? null) === null) await create(wire);
  const { rows } = await wire.query(
    `INSERT INTO ${TABLE} AS p (run_id, epoch, updated_at) VALUES (${run}, 1, now())
       ON CONFLICT (run_id) DO UPDATE SET epoch = p.epoch + 1, updated_at = now()
     RETURNING epoch, position`,
  );
  const [epoch, position] = rows[0] ?? [];
  return {
    committed: position === null || position === undefined ? undefined : (JSON.parse(position) as JsonValue),
    async commitBeside(other) {
      try {
        await other.query(
          `SELECT 1 / (SELECT count(*) FROM (SELECT FROM ${TABLE} WHERE run_id = ${run} AND epoch = ${epoch ?? '0'} FOR SHARE) AS mine); COMMIT`,
        );
      } catch (error) {
        throw asFenced(error, runId, epoch ?? '');
      }
    },
    async commit(next) {
      try {
        // Division by zero where the epoch is another one: the transaction fails before its COMMIT, in one round trip.
        await wire.query(
          `WITH mine AS (UPDATE ${TABLE} SET position = ${quoteLiteral(JSON.stringify(next))}::jsonb, updated_at = now()
             WHERE run_id = ${run} AND epoch = ${epoch ?? '0'} RETURNING 1)
           SELECT 1 / count(*) FROM mine; COMMIT`,
        );
      } catch (error) {
        throw asFenced(error, runId, epoch ?? '');
      }
    },
  };
}

/** The division by zero says so; any other error is what it is. */
function asFenced(error: unknown, runId: string, epoch: string): unknown {
  if (sqlStateOf(error) !== '22012') return error;
  return new TailraceError(
    'sink-fenced',
    `Another process has taken over run ${runId} (its epoch is past ${epoch}); this one stops without writing anything more.`,
    { cause: error, data: { runId, epoch } },
  );
}

async function create(wire: WireConnection): Promise<void> {
  try {
    await wire.query(CREATE);
  } catch (error) {
    // Two runs that start at once both create; one of them is told that it is there already.
    if (sqlStateOf(error) !== '23505' && sqlStateOf(error) !== '42P07' && sqlStateOf(error) !== '42P06')
      throw error;
  }
}
