// Two JSON values, compared field by field.

/** A line for each field that differs: `after.total: expected "9.90", got "9.91"`. */
export function differences(expected: unknown, got: unknown, at = ''): readonly string[] {
  if (Object.is(expected, got)) return [];
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
    return expected.flatMap((item: unknown, index) => differences(item, got[index], `${at}[${index}]`));
  }
  if (isObject(expected) && isObject(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) =>
      differences(ownValue(expected, key), ownValue(got, key), at === '' ? key : `${at}.${key}`),
    );
  }
  return [`${at === '' ? 'event' : at}: expected ${shown(expected)}, got ${shown(got)}`];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ownValue = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** A field that is not there is nothing; null is a value. */
const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
