/**
 * An operational failure: a dead server, a refused permission, a full disk, an expression that failed on a row. Its code is public
 * and stable, its message says what happened, where, with the value, and what to do. It never holds a secret.
 */
export class TailraceError extends Error {
  readonly code: string;
  /** Plain facts for tools: table, column, position, SQL state. */
  readonly data: Readonly<Record<string, string | number | boolean>>;
  /** Whether the same attempt may succeed later (a lost connection), so that a run retries with back-off. */
  readonly retryable: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly data?: Readonly<Record<string, string | number | boolean>>;
      readonly retryable?: boolean;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TailraceError';
    this.code = code;
    this.data = options.data ?? {};
    this.retryable = options.retryable ?? false;
  }
}
