// Two readings of a table's columns as the schema changes between them.
import type { SchemaColumn } from '../contract/index.ts';
import { diffColumns } from '../schema-history/diff-columns.ts';

export interface SchemaDifference {
  readonly kind: 'create.table' | 'add.column' | 'drop.column' | 'alter.column.type';
  /** In the JSON of the contract of change events. */
  readonly event: unknown;
}

/**
 * One change of each kind at most, in an order in which they could have happened. A renamed column is one that went and one that came:
 * the catalogue does not tell them apart.
 */
export function changesBetween(
  table: string,
  before: readonly SchemaColumn[] | undefined,
  now: readonly SchemaColumn[],
): readonly SchemaDifference[] {
  if (before === undefined) return [{ kind: 'create.table', event: createTable(table, now) }];
  const differences = diffColumns(before, now);
  const dropped = differences.filter(({ change }) => change === 'removed').map(({ column }) => column);
  const added = differences.filter(({ change }) => change === 'added').map(({ column }) => column);
  const altered = differences.filter(
    (one) => one.change === 'changed' && one.before?.type !== one.after?.type,
  );
  return [
    ...(dropped.length === 0
      ? []
      : [{ kind: 'drop.column' as const, event: { type: 'drop.column', table, columns: dropped } }]),
    ...(added.length === 0 ? [] : [{ kind: 'add.column' as const, event: addColumns(table, added, now) }]),
    ...(altered.length === 0
      ? []
      : [
          {
            kind: 'alter.column.type' as const,
            event: {
              type: 'alter.column.type',
              table,
              types: Object.fromEntries(altered.map((one) => [one.column, one.after?.type])),
              oldTypes: Object.fromEntries(altered.map((one) => [one.column, one.before?.type])),
            },
          },
        ]),
  ];
}

const nameAndType = ({ name, type }: SchemaColumn) => ({ name, type });

function createTable(table: string, columns: readonly SchemaColumn[]): unknown {
  const primaryKeys = columns.filter(({ key }) => key).map(({ name }) => name);
  return { type: 'create.table', table, schema: { columns: columns.map(nameAndType), primaryKeys } };
}

function addColumns(table: string, added: readonly string[], now: readonly SchemaColumn[]): unknown {
  const columns = now.flatMap((column, at) => {
    if (!added.includes(column.name)) return [];
    const previous = now[at - 1];
    const place =
      previous === undefined ? { position: 'first' } : { position: 'after', existing: previous.name };
    return [{ column: nameAndType(column), ...place }];
  });
  return { type: 'add.column', table, columns };
}
