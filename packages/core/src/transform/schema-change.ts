// Schema changes on their way through a rule (Flink CDC, transform page, "Schema evolution"): with a star they pass, added columns placed
// so that computed columns keep their places; without one only type changes of forwarded columns do.
import type { AddedColumn, SchemaChangeEvent } from '../event/index.ts';
import { applySchemaChange } from '../schema-evolution/index.ts';
import type { Column, TableSchema } from '../table/index.ts';
import type { Output } from './bind-projection.ts';

/** The event as it goes on; undefined when nobody behind the rule needs to know. `source` is the schema before it. */
export function passThrough(
  event: SchemaChangeEvent,
  wildcard: boolean,
  source: TableSchema,
  outputs: readonly Output[],
): SchemaChangeEvent | undefined {
  switch (event.type) {
    case 'add.column':
      return wildcard ? { ...event, columns: besideSource(event.columns, source) } : undefined;
    case 'drop.column':
    case 'rename.column':
      return wildcard ? event : undefined;
    case 'alter.column.type':
      return wildcard ? event : onlyForwarded(event, source, outputs);
    case 'create.table':
    case 'truncate.table':
    case 'drop.table':
    case 'alter.table.comment':
      return event;
  }
}

/**
 * LAST becomes AFTER the last source column, FIRST becomes BEFORE the first one. Flink CDC does so for every table of a pipeline
 * that has transforms at all, a rule for it or none.
 */
export function besideSource(added: readonly AddedColumn[], source: TableSchema): readonly AddedColumn[] {
  const names = source.columns.map((column) => column.name);
  return added.map((item) => {
    const { column } = item;
    const [first, last] = [names[0], names.at(-1)];
    if (item.position === 'first' && first !== undefined) {
      names.unshift(column.name);
      return { column, position: 'before', existing: first };
    }
    if (item.position === 'last' && last !== undefined) {
      names.push(column.name);
      return { column, position: 'after', existing: last };
    }
    if ('existing' in item) {
      const at = names.indexOf(item.existing);
      if (at >= 0) names.splice(item.position === 'before' ? at : at + 1, 0, column.name);
    }
    return item;
  });
}

type TypeChange = SchemaChangeEvent & { readonly type: 'alter.column.type' };

function onlyForwarded(
  event: TypeChange,
  source: TableSchema,
  outputs: readonly Output[],
): TypeChange | undefined {
  const forwarded = new Set(
    outputs.flatMap((output) =>
      output.kind === 'forward' && source.columns[output.from]?.name === output.column.name
        ? [output.column.name]
        : [],
    ),
  );
  const keep = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => forwarded.has(name)));
  const types = keep(event.types);
  if (Object.keys(types).length === 0) return undefined;
  return {
    type: event.type,
    table: event.table,
    types,
    ...(event.oldTypes === undefined ? {} : { oldTypes: keep(event.oldTypes) }),
    ...(event.comments === undefined ? {} : { comments: keep(event.comments) }),
  };
}

/**
 * The result's schema after a change, and the events that lead there. `next` are the columns that rows have from now on; where the
 * event alone would lead elsewhere, events are made that lead to them, so that schema and rows never part.
 */
export function followRows(
  event: SchemaChangeEvent | undefined,
  before: TableSchema,
  next: readonly Column[],
): { readonly schema: TableSchema; readonly events: readonly SchemaChangeEvent[] } {
  const passed = event === undefined ? before : applySchemaChange(before, event);
  if (sameNames(passed.columns, next)) return { schema: passed, events: event === undefined ? [] : [event] };
  const table = event?.table;
  if (table === undefined) return { schema: { ...before, columns: next }, events: [] };
  const [had, has] = [names(before.columns), names(next)];
  const gone = [...had].filter((name) => !has.has(name));
  const added = next.flatMap((column, at): AddedColumn[] => {
    if (had.has(column.name)) return [];
    const left = next[at - 1];
    return [
      left === undefined ? { column, position: 'first' } : { column, position: 'after', existing: left.name },
    ];
  });
  const events: SchemaChangeEvent[] = [];
  if (gone.length > 0) events.push({ type: 'drop.column', table, columns: gone });
  if (added.length > 0) events.push({ type: 'add.column', table, columns: added });
  return { schema: events.reduce(applySchemaChange, before), events };
}

const names = (columns: readonly Column[]) => new Set(columns.map((column) => column.name));
const sameNames = (a: readonly Column[], b: readonly Column[]): boolean =>
  a.length === b.length && a.every((column, at) => column.name === b[at]?.name);
