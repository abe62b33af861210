import { TailraceError } from '@tailrace/core/diagnostics';

/**
 * A value that the column's type in the pipeline cannot hold, thrown by a codec; `nameColumn` adds where it stood. Never rounded,
 * clamped or turned to NULL instead.
 */
export class ValueError extends Error {}

/** Code `value-not-representable`: says table, column, the value, and what to do. */
export function nameColumn(error: unknown, table: string, column: string): unknown {
  if (!(error instanceof ValueError)) return error;
  return new TailraceError('value-not-representable', `Table ${table}, column ${column}: ${error.message}`, {
    cause: error,
    data: { table, column },
  });
}
