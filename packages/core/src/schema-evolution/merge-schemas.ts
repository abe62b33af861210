// Several source tables that become one sink table (SPEC.md, SE8 to SE11): the widest schema, and the way there as events.
import type { AddedColumn, SchemaChangeEvent } from '../event/index.ts';
import type { Column, TableId, TableSchema } from '../table/index.ts';
import { type DataType, equalTypes, leastCommonType } from '../types/index.ts';

/** [SE9] The current schema with its types widened and the columns it lacks added at the end; itself when nothing changes. */
export function mergeSchemas(current: TableSchema | undefined, incoming: TableSchema): TableSchema {
  if (current === undefined) return incoming;
  const byName = new Map(incoming.columns.map((column) => [column.name, column]));
  let changed = false;
  const columns: Column[] = current.columns.map((column) => {
    const other = byName.get(column.name);
    byName.delete(column.name);
    const type = other === undefined ? column.type : leastCommonType(column.type, other.type);
    if (equalTypes(type, column.type)) return column;
    changed = true;
    return { ...column, type };
  });
  if (!changed && byName.size === 0) return current;
  return { ...current, columns: [...columns, ...byName.values()] };
}

/** [SE10] The changes that lead from one schema to a merged one, which has all of its columns in the same order. */
export function schemaDifference(
  table: TableId,
  before: TableSchema | undefined,
  after: TableSchema,
): readonly SchemaChangeEvent[] {
  if (before === undefined) return [{ type: 'create.table', table, schema: after }];
  const known = new Map(before.columns.map((column) => [column.name, column.type]));
  const added: AddedColumn[] = [];
  const types: [string, DataType][] = [];
  const oldTypes: [string, DataType][] = [];
  const comments: [string, string][] = [];
  for (const [at, column] of after.columns.entries()) {
    const old = known.get(column.name);
    if (old === undefined) {
      const left = after.columns[at - 1];
      added.push(
        left === undefined
          ? { column, position: 'first' }
          : { column, position: 'after', existing: left.name },
      );
    } else if (!equalTypes(old, column.type)) {
      types.push([column.name, column.type]);
      oldTypes.push([column.name, old]);
      if (column.comment !== undefined) comments.push([column.name, column.comment]);
    }
  }
  const events: SchemaChangeEvent[] = [];
  if (added.length > 0) events.push({ type: 'add.column', table, columns: added });
  if (types.length > 0) {
    events.push({
      type: 'alter.column.type',
      table,
      types: Object.fromEntries(types),
      oldTypes: Object.fromEntries(oldTypes),
      ...(comments.length === 0 ? {} : { comments: Object.fromEntries(comments) }),
    });
  }
  return events;
}
