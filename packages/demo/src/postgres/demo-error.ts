/** A failure with a stable code; the same shape as the errors of core, which this package does without. */
export class DemoError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DemoError';
    this.code = code;
  }
}
