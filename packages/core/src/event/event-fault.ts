/** What is wrong with a line of input. Thrown inside this room only; its doors turn it into a result. */
export class EventFault extends Error {
  readonly code: EventFaultCode;

  constructor(code: EventFaultCode, message: string) {
    super(message);
    this.name = 'EventFault';
    this.code = code;
  }
}

/**
 * `event-syntax`: no JSON, or not the shape of an event. `event-table`: about a table that no create.table came for.
 * `event-column`: names a column that the table lacks. `event-value`: a value that its column cannot hold.
 */
export type EventFaultCode = 'event-syntax' | 'event-table' | 'event-column' | 'event-value';

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: EventFaultCode; readonly message: string };

/** Runs a reader and turns its fault into a result; anything else thrown is a failure of our own and passes. */
export function decoded<T>(read: () => T): Decoded<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof EventFault) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

/** The value as it stood, short enough for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
