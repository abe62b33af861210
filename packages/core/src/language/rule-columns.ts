// The columns that a transform rule can see, and those that it makes.
import type { DocumentSnapshot } from '../document/index.ts';
import { parseProjection } from '../expression/index.ts';
import { compileSelector, formatTableId, type TableId } from '../table/index.ts';
import { formatDataType } from '../types/index.ts';
import type { LanguageContext } from './items.ts';

export interface KnownColumn {
  readonly name: string;
  /** Type text; empty where it is computed. */
  readonly type: string;
  /** A table that has it. */
  readonly table: string;
}

/** Columns of the tables that rule number `item` matches; of all tables while its pattern cannot be read. */
export function columnsOf(
  snapshot: DocumentSnapshot,
  item: number | undefined,
  context: LanguageContext,
): { readonly source: readonly KnownColumn[]; readonly result: readonly KnownColumn[] } {
  const rule = item === undefined ? undefined : snapshot.pipeline.transforms[item];
  const selector = rule === undefined ? undefined : compileSelector(rule.sourceTable);
  const isWanted = (table: TableId) => selector?.ok !== true || selector.matches(table);
  const source = new Map<string, KnownColumn>();
  for (const { table, schema } of context.tables ?? []) {
    if (!isWanted(table)) continue;
    for (const { name, type } of schema.columns) {
      if (!source.has(name))
        source.set(name, { name, type: formatDataType(type), table: formatTableId(table) });
    }
  }
  const all = [...source.values()];
  const result = parseProjection(rule?.projection ?? '').items.flatMap((one) =>
    one.kind === 'star' ? all : [source.get(one.name) ?? { name: one.name, type: '', table: '' }],
  );
  const names = new Map(result.map((column) => [column.name, column]));
  return { source: all, result: [...names.values()] };
}
