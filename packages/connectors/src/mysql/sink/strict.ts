// Statements that either do what they say or fail. A strict session refuses most of what does not fit, and only notes the rest (digits that a
// DECIMAL rounds away); here a warning about a value is an error.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { MysqlSession, StatementResult } from '../connect.ts';
import { errnoOf } from '../server-error.ts';

/** ER_DUP_ENTRY. */
export const DUPLICATE = 1062;
/** Values that do not fit: null, range, length, form, JSON, a missing default, a check. */
const VALUE_ERRORS: ReadonlySet<number> = new Set([
  1048, 1264, 1265, 1292, 1364, 1366, 1367, 1406, 1411, 1413, 1690, 3140, 3141, 3156, 3819, 4025,
]);

/** `table` is for messages. Throws `sink-value-refused`, `sink-unique-conflict`, or what the server says. */
export async function runStrict(session: MysqlSession, sql: string, table: string): Promise<StatementResult> {
  let result: StatementResult;
  try {
    result = await session.execute(sql);
  } catch (error) {
    throw refused(error, table);
  }
  if (result.warnings > 0) await refuseWarnings(session, table);
  return result;
}

/** Throws for the first warning that tells of a changed value. */
export async function refuseWarnings(session: MysqlSession, table: string): Promise<void> {
  const rows = await session.query('SHOW WARNINGS');
  const row = rows.find(({ Code: code }) => VALUE_ERRORS.has(Number(code)));
  if (row !== undefined) throw valueRefused(table, String(row['Message']), Number(row['Code']));
}

function refused(error: unknown, table: string): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || !VALUE_ERRORS.has(errno) || !(error instanceof TailraceError)) return error;
  return valueRefused(table, error.message, errno, error);
}

function valueRefused(table: string, message: string, errno: number, cause?: unknown): TailraceError {
  return new TailraceError(
    'sink-value-refused',
    `Sink table ${table} cannot hold a value as it is: ${message}. Widen the column, or change the value in the projection; nothing of this transaction was written.`,
    { cause, data: { table, errno } },
  );
}
