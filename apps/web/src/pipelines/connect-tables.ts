// Lists of tables of Debezium as selectors of Flink CDC. There, a list holds regular expressions over `schema.table`, in which people
// write the dot between the names with and without a backslash; here, a plain dot parts the names and `\.` is "any character".

/** `inventory\.orders_.*` → `inventory.orders_\.*`, each with what stands before it in this language. */
export function toSelectors(list: string, prefix: string): string {
  return list
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
    .map((pattern) => `${prefix}${toSelector(pattern)}`)
    .join(', ');
}

function toSelector(pattern: string): string {
  // A dot that is repeated stands for characters; one that is not stands between names.
  return pattern
    .replaceAll(/\\\./gu, '\0')
    .replaceAll(/\.(?=[*+?{])/gu, '\\.')
    .replaceAll('\0', '.');
}

/** Every table of the databases or schemas of a list. */
export function everyTableOf(list: string, prefix: string): string {
  return toSelectors(list, prefix)
    .split(', ')
    .map((selector) => `${selector}.\\.*`)
    .join(', ');
}
