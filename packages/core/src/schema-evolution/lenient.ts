// LENIENT: changes are rewritten so that the sink keeps every column it ever had, and old rows stay valid (SPEC.md, SE13 to SE16).
import type { SchemaChangeEvent } from '../event/index.ts';
import type { TableSchema } from '../table/index.ts';
import { type DataType, withNullable } from '../types/index.ts';
import { impossible } from './apply-change.ts';

/** The events that stand for one; `schema` is the sink table's schema before it. */
export function rewriteLenient(event: SchemaChangeEvent, schema: TableSchema): readonly SchemaChangeEvent[] {
  switch (event.type) {
    case 'add.column':
      return [
        {
          ...event,
          columns: event.columns.map(({ column }) => ({
            column: { ...column, type: withNullable(column.type, true) },
            position: 'last' as const,
          })),
        },
      ];
    case 'drop.column':
      return makeNullable(event.columns, event, schema);
    case 'rename.column':
      return renameAsAdd(event, schema);
    case 'create.table':
    case 'alter.column.type':
    case 'alter.table.comment':
    case 'truncate.table':
    case 'drop.table':
      return [event];
  }
}

/** [SE15] The old column stays and becomes nullable, the new one is added. */
function renameAsAdd(
  event: SchemaChangeEvent & { readonly type: 'rename.column' },
  schema: TableSchema,
): readonly SchemaChangeEvent[] {
  const columns = Object.entries(event.names).map(([from, to]) => {
    const column = schema.columns.find((candidate) => candidate.name === from);
    if (column === undefined) {
      throw impossible(
        event.table,
        `column ${from} is to be renamed to ${to}, but the sink table has no column ${from}`,
        from,
      );
    }
    return {
      column: { ...column, name: to, type: withNullable(column.type, true) },
      position: 'last' as const,
    };
  });
  return [
    { type: 'add.column', table: event.table, columns },
    ...makeNullable(Object.keys(event.names), event, schema),
  ];
}

/** [SE14] One change that makes the NOT NULL ones among the columns nullable; none when there are none. */
function makeNullable(
  names: readonly string[],
  event: SchemaChangeEvent,
  schema: TableSchema,
): readonly SchemaChangeEvent[] {
  const strict = schema.columns.filter((column) => names.includes(column.name) && !column.type.nullable);
  if (strict.length === 0) return [];
  const mapped = (map: (type: DataType) => DataType) =>
    Object.fromEntries(strict.map((column) => [column.name, map(column.type)]));
  return [
    {
      type: 'alter.column.type',
      table: event.table,
      types: mapped((type) => withNullable(type, true)),
      oldTypes: mapped((type) => type),
    },
  ];
}
