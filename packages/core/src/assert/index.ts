// Failures of our own code. What a user did wrong is a Diagnostic or a TailraceError, never one of these.

/** Throws when a condition that the code guarantees does not hold. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}

/** The value, where the code guarantees that it is there. */
export function must<T>(value: T | undefined | null, message: string): T {
  if (value === undefined || value === null) throw new Error(`internal: ${message}`);
  return value;
}

/** Closes a switch over a union: a kind that was added later is a type error here. */
export function unreachable(value: never): never {
  throw new Error(`internal: unexpected ${JSON.stringify(value)}`);
}
