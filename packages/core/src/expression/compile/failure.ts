// A row that an expression cannot be computed for. Thrown inside closures without knowing where; the outermost closure adds table and
// expression and makes it the public error.

export class EvaluationFailure extends Error {
  readonly code: 'expression-failed' | 'value-not-sent' | 'only-on-flink';

  constructor(message: string, code: EvaluationFailure['code'] = 'expression-failed') {
    super(message);
    this.code = code;
  }
}

/** Whether a row could not be computed because the source did not send a column of it. */
export function isNotSent(error: unknown): boolean {
  return error instanceof EvaluationFailure && error.code === 'value-not-sent';
}

/** Shows a value in a message: cut to a readable length, on one line. */
export function quoteValue(value: string): string {
  const short = value.length > 60 ? `${value.slice(0, 57)}…` : value;
  return `'${short.replaceAll(/\s+/gu, ' ')}'`;
}
