/** A value in the notation of the change events, as one line: NULL in words, text bare, everything else as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
