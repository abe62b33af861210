// What a transform does to the columns of a table, told from its schema before and after.
import { parseProjection, type ProjectionItem } from '@tailrace/core/expression';
import type { PreviewTable } from '@tailrace/server/router';

export interface ColumnFate {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
  readonly fate: 'kept' | 'renamed' | 'computed' | 'dropped';
  /** The column that was renamed, or the expression that it is computed by. */
  readonly from?: string;
  /** Its value in the first row that got through, or in the first row for a column that was dropped. */
  readonly sample: unknown;
}

/**
 * Columns as they leave the step, then those that do not. The projection says which are renamed and what the others are computed by;
 * besides, a column of the same name and type whose values differ is computed.
 */
export function columnFates(table: PreviewTable, projection = ''): readonly ColumnFate[] {
  const after = table.transformed ?? [];
  const items = itemsOf(projection);
  const before = new Map(table.source.map((column) => [column.name, column]));
  const through = table.rows.filter((row) => row.transformed !== undefined);
  const isSameEverywhere = (name: string): boolean =>
    through.every((row) => JSON.stringify(row.source[name]) === JSON.stringify(row.transformed?.[name]));
  const leaving = after.map((column): ColumnFate => {
    const was = before.get(column.name);
    const sample = through[0]?.transformed?.[column.name];
    const item = items.get(column.name);
    if (item?.kind === 'column' && item.column !== item.name && before.has(item.column)) {
      return { ...column, fate: 'renamed', from: item.column, sample };
    }
    if (item?.kind === 'computed') return { ...column, fate: 'computed', from: item.expression.text, sample };
    const isKept = was !== undefined && was.type === column.type && isSameEverywhere(column.name);
    return { ...column, fate: isKept ? 'kept' : 'computed', sample };
  });
  const renamed = new Set(leaving.flatMap(({ fate, from }) => (fate === 'renamed' ? [from] : [])));
  const names = new Set(after.map(({ name }) => name));
  const dropped = table.source
    .filter(({ name }) => !names.has(name) && !renamed.has(name))
    .map((column): ColumnFate => ({
      ...column,
      fate: 'dropped',
      sample: table.rows[0]?.source[column.name],
    }));
  return [...leaving, ...dropped];
}

type NamedItem = Exclude<ProjectionItem, { readonly kind: 'star' }>;

/** The last item of a name counts. */
function itemsOf(projection: string): ReadonlyMap<string, NamedItem> {
  const { items } = parseProjection(projection.replaceAll('\\*', '*'));
  return new Map(items.flatMap((item) => (item.kind === 'star' ? [] : [[item.name, item] as const])));
}
