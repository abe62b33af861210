// The one module that touches the SQLite library (libsql, with better-sqlite3's interface), so that Node's own can replace it.
// Rows are checked by a schema where they are read: what the file holds is input like any other.
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import Libsql from 'libsql';
import * as z from 'zod';

export type SqlValue = string | number | bigint | Uint8Array | null;

/** A column of bytes. The library gives an ArrayBuffer where better-sqlite3 would give a Buffer. */
export const bytes = z.union([
  z.instanceof(Uint8Array),
  z.instanceof(ArrayBuffer).transform((it) => new Uint8Array(it)),
]);

export interface Database {
  run(sql: string, ...values: SqlValue[]): { changes: number; lastId: number };
  get<T>(schema: z.ZodType<T>, sql: string, ...values: SqlValue[]): T | undefined;
  all<T>(schema: z.ZodType<T>, sql: string, ...values: SqlValue[]): T[];
  /** Several statements without parameters. */
  script(sql: string): void;
  /** All or nothing; nested calls join the outer transaction. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens or creates the file. Throws `database-corrupt`, `database-failed`; a file that is no database stays as it is. */
export function openDatabase(file: string): Database {
  try {
    const connection = new Libsql(file, { timeout: 1_000 });
    try {
      for (const setting of ['journal_mode=WAL', 'synchronous=NORMAL', 'foreign_keys=ON'])
        connection.pragma(setting);
      return wrap(connection, file);
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw explainOpenFailure(error, file);
  }
}

type Connection = InstanceType<typeof Libsql>;

function wrap(connection: Connection, file: string): Database {
  let depth = 0;
  const explained = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw explainFailure(error, file);
    }
  };
  // Values go as one list: a single NULL or BLOB on its own would be taken for an object of named ones.
  const rows = (sql: string, values: SqlValue[]): unknown[] =>
    explained(() => connection.prepare(sql).all(values));
  return {
    run: (sql, ...values) => {
      const { changes, lastInsertRowid } = explained(() => connection.prepare(sql).run(values));
      return { changes, lastId: Number(lastInsertRowid) };
    },
    get: (schema, sql, ...values) => {
      const row = rows(sql, values)[0];
      return row === undefined ? undefined : schema.parse(row);
    },
    all: (schema, sql, ...values) => rows(sql, values).map((row) => schema.parse(row)),
    script: (sql) => {
      explained(() => connection.exec(sql));
    },
    transaction: (work) => {
      if (depth > 0) return work();
      depth += 1;
      try {
        return explained(() => transact(connection, work));
      } finally {
        depth -= 1;
      }
    },
    close: () => {
      // The library keeps the file open until its statements are collected as garbage: write the log back by hand.
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.close();
    },
  };
}

/** Not the library's own: on a full disk SQLite rolls back by itself, and the library then throws that there is nothing to roll back. */
function transact<T>(connection: Connection, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/** What SQLite says of the disk and the file; a constraint or a statement that is wrong is our own mistake, and stays as it is. */
function explainFailure(error: unknown, file: string): unknown {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof TailraceError || !code.startsWith('SQLITE_')) return error;
  if (/FULL/u.test(code) || /disk is full/u.test(text)) {
    return new TailraceError(
      'disk-full',
      `There is no room left on the disk of ${path.dirname(file)}, so this was not stored. Free some room there and try again; what was stored before is whole.`,
      { cause: error, data: { file } },
    );
  }
  if (!/IOERR|READONLY|BUSY|CANTOPEN|CORRUPT|NOTADB/u.test(code)) return error;
  return new TailraceError('database-failed', `${file} cannot be read or written: ${text}`, {
    cause: error,
    data: { file },
  });
}

function explainOpenFailure(error: unknown, file: string): TailraceError {
  const text = error instanceof Error ? error.message : String(error);
  if (/NOTADB|CORRUPT/u.test(codeOf(error)) || /not a database|malformed/u.test(text))
    return corrupt(file, text, error);
  return new TailraceError('database-failed', `${file} cannot be opened: ${text}`, {
    cause: error,
    data: { file },
  });
}

/**
 * Holds `file` for this process alone, so that no second server runs the same pipelines. It is a lock of the operating system and
 * ends with the process, however that dies. Throws `data-folder-in-use`.
 */
export function lockFile(file: string): { release(): void } {
  const connection = new Libsql(file, { timeout: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if (!/BUSY|LOCKED/u.test(codeOf(error))) throw explainOpenFailure(error, file);
    throw new TailraceError(
      'data-folder-in-use',
      `Another Tailrace server uses ${path.dirname(file)}. Stop it, or start this one with another --data folder.`,
      { cause: error, data: { file } },
    );
  }
  return {
    release: () => {
      connection.exec('ROLLBACK');
      connection.close();
    },
  };
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

export function corrupt(file: string, what: string, cause?: unknown): TailraceError {
  return new TailraceError(
    'database-corrupt',
    `${file} is damaged or no database of Tailrace (${what}). Nothing was changed: put a backup in its place, or move it away to begin anew.`,
    { cause, data: { file } },
  );
}
