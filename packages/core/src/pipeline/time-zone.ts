// Zones that Flink CDC takes for `local-time-zone`: those whose name Java's TimeZone and ZoneId agree on.

const OFFSET = /^GMT[+-](?:0\d|1[0-8]):[0-5]\d$/u;
/** Java's ZoneId does not know these old short names, though TimeZone does. */
const SHORT_NAMES = new Set(['EST', 'MST', 'HST', 'ROC']);

/** True for `systemDefault`, a region in its exact spelling, UTC, GMT, or GMT±hh:mm. */
export function isTimeZone(text: string): boolean {
  if (text === 'systemDefault' || OFFSET.test(text)) return true;
  if (SHORT_NAMES.has(text) || !/^[A-Z][A-Za-z0-9_+\-/]*$/u.test(text) || /^(?:UTC|UT|GMT)[+-]/u.test(text))
    return false;
  if (text === 'Z') return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    return known.toLowerCase() !== text.toLowerCase() || known === text;
  } catch {
    return false;
  }
}

/** The right spelling, or the form of an offset that is taken, where it can be told. */
export function suggestTimeZone(text: string): string | undefined {
  const offset = /^(?:UTC|UT|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/iu.exec(text.trim());
  if (offset !== null) {
    const zone = `GMT${offset[1] ?? '+'}${(offset[2] ?? '0').padStart(2, '0')}:${offset[3] ?? '00'}`;
    return OFFSET.test(zone) ? zone : undefined;
  }
  if (text === 'Z') return 'UTC';
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text.trim() }).resolvedOptions().timeZone;
    return isTimeZone(known) ? known : undefined;
  } catch {
    return undefined;
  }
}
