import type { ColumnDifference, SchemaColumn } from '../contract/index.ts';

/** Columns of `after` in their order, with those that only `before` has where they stood. */
export function diffColumns(
  before: readonly SchemaColumn[],
  after: readonly SchemaColumn[],
): readonly ColumnDifference[] {
  const older = new Map(before.map((column) => [column.name, column]));
  const newer = new Set(after.map((column) => column.name));
  const differences = after.map((column): ColumnDifference => {
    const was = older.get(column.name);
    if (was === undefined) return { column: column.name, change: 'added', after: column };
    const change = isSame(was, column) ? 'same' : 'changed';
    return { column: column.name, change, before: was, after: column };
  });
  for (const [index, column] of before.entries()) {
    if (newer.has(column.name)) continue;
    const previous = before[index - 1];
    const place = previous === undefined ? 0 : differences.findIndex((it) => it.column === previous.name) + 1;
    differences.splice(place, 0, { column: column.name, change: 'removed', before: column });
  }
  return differences;
}

const isSame = (a: SchemaColumn, b: SchemaColumn): boolean =>
  a.type === b.type && a.key === b.key && a.comment === b.comment && a.default === b.default;
