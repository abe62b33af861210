// What a transform does to the columns of a table, told from its schema before and after.
import type { PreviewTable } from '@tailrace/server/router';

export interface ColumnFate {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
  readonly fate: 'kept' | 'computed' | 'dropped';
  /** Its value in the first row that got through, or in the first row for a column that was dropped. */
  readonly sample: unknown;
}

/** Columns as they leave the step, then those that do not. A column of the same name and type whose values differ is computed. */
export function columnFates(table: PreviewTable): readonly ColumnFate[] {
  const after = table.transformed ?? [];
  const before = new Map(table.source.map((column) => [column.name, column]));
  const through = table.rows.filter((row) => row.transformed !== undefined);
  const isSameEverywhere = (name: string): boolean =>
    through.every((row) => JSON.stringify(row.source[name]) === JSON.stringify(row.transformed?.[name]));
  const leaving = after.map((column): ColumnFate => {
    const was = before.get(column.name);
    const isKept = was !== undefined && was.type === column.type && isSameEverywhere(column.name);
    return { ...column, fate: isKept ? 'kept' : 'computed', sample: through[0]?.transformed?.[column.name] };
  });
  const names = new Set(after.map(({ name }) => name));
  const dropped = table.source
    .filter(({ name }) => !names.has(name))
    .map((column): ColumnFate => ({
      ...column,
      fate: 'dropped',
      sample: table.rows[0]?.source[column.name],
    }));
  return [...leaving, ...dropped];
}
