// What the server or the network says when something fails, as a TailraceError. SQLSTATE classes: PostgreSQL, appendix A.
import { TailraceError } from '@tailrace/core/diagnostics';
import { unreachableRemedy } from '../../unreachable-remedy.ts';

/** Fields of an ErrorResponse by their one-letter codes (PostgreSQL protocol, "Error and Notice Message Fields"). */
export type ErrorFields = ReadonlyMap<string, string>;

export function parseErrorFields(buffer: Buffer, start: number, end: number): ErrorFields {
  const fields = new Map<string, string>();
  let at = start;
  while (at < end && buffer[at] !== 0) {
    const stop = buffer.indexOf(0, at + 1);
    if (stop < 0 || stop >= end) break;
    fields.set(String.fromCharCode(buffer[at] ?? 0), buffer.toString('utf8', at + 1, stop));
    at = stop + 1;
  }
  return fields;
}

/**
 * Code `postgres-error` with `sqlState` in the data, or one of the more telling codes below. Retryable are lost connections, a
 * server that starts or stops, lock time-outs, deadlocks and a slot that a dying connection still holds.
 */
export function serverError(fields: ErrorFields, where: string): TailraceError {
  const sqlState = fields.get('C') ?? 'XX000';
  const message = fields.get('M') ?? 'unknown error';
  const detail = fields.get('D');
  const hint = fields.get('H');
  const code = codeOf(sqlState);
  const remedy =
    code === 'postgres-login-refused'
      ? '. Check the user and the password, and whether pg_hba.conf lets this machine in.'
      : '';
  const text = `${where}: ${message}${detail === undefined ? '' : ` (${detail})`}${hint === undefined ? '' : ` Hint: ${hint}`}${remedy}`;
  return new TailraceError(code, text, {
    data: { sqlState, where, ...named(fields, 's', 'schema'), ...named(fields, 't', 'table') },
    retryable: isRetryable(sqlState),
  });
}

function named(fields: ErrorFields, code: string, name: string): Record<string, string> {
  const value = fields.get(code);
  return value === undefined ? {} : { [name]: value };
}

function codeOf(sqlState: string): string {
  if (sqlState.startsWith('28')) return 'postgres-login-refused';
  if (sqlState === '3D000') return 'postgres-no-such-database';
  if (sqlState === '42501') return 'postgres-permission-denied';
  if (sqlState.startsWith('53')) return 'postgres-out-of-resources';
  return 'postgres-error';
}

function isRetryable(sqlState: string): boolean {
  return /^(?:08|57P|40)|^(?:55006|55P03|53300)$/u.test(sqlState);
}

/** SQLSTATE of an error made here, or undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  const state = error instanceof TailraceError ? error.data['sqlState'] : undefined;
  return typeof state === 'string' ? state : undefined;
}

export function connectionLost(where: string, cause?: unknown): TailraceError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new TailraceError(
    'postgres-connection-lost',
    `${where}: the connection to the server was lost${reason}`,
    {
      cause,
      data: { where },
      retryable: true,
    },
  );
}

/** An error of the `pg` package (connecting, catalogue queries) in the same terms. */
export function fromPgError(error: unknown, where: string): TailraceError {
  if (error instanceof TailraceError) return error;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    if (/^[0-9A-Z]{5}$/u.test(error.code) && 'severity' in error) {
      const fields = new Map([
        ['C', error.code],
        ['M', error.message],
      ]);
      for (const [letter, key] of [
        ['D', 'detail'],
        ['H', 'hint'],
      ] as const) {
        const value: unknown = Reflect.get(error, key);
        if (typeof value === 'string') fields.set(letter, value);
      }
      return serverError(fields, where);
    }
  }
  const message = error instanceof Error ? error.message : String(error);
  const remedy = unreachableRemedy(error instanceof Error ? Reflect.get(error, 'code') : undefined);
  return new TailraceError('postgres-unreachable', `${where}: ${message}${remedy}`, {
    cause: error,
    data: { where },
    retryable: true,
  });
}
