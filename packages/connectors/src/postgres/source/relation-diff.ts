// What became of a table's columns between the last event and a Relation message. pgoutput sends no DDL, only the new list; the catalogue
// tells by the columns' numbers (attnum, which never change and are never reused) whether a new name is a renamed column or another one.
import type { AddedColumn, SchemaChangeEvent } from '@tailrace/core/event';
import type { TableId } from '@tailrace/core/table';
import { equalIgnoringNullability, withNullable, type DataType } from '@tailrace/core/types';
import type { KnownColumn } from './known-table.ts';

/** A column of the Relation message with its type in the pipeline. */
export interface NewColumn {
  readonly name: string;
  readonly type: DataType;
}

/** A column of the catalogue as it is now, dropped ones included. */
export interface CatalogColumn {
  readonly attnum: number;
  readonly name: string;
  readonly dropped: boolean;
  readonly comment?: string;
  /** SQL literal that rows written before the column was added have in it. */
  readonly missingValue?: string;
  /** It has a default, or is an identity: where there is no such literal, each row may have got a value of its own. */
  readonly hasDefault?: boolean;
}

export interface RelationDiff {
  readonly events: readonly SchemaChangeEvent[];
  readonly columns: readonly KnownColumn[];
  /** Old names to new ones. */
  readonly renames: ReadonlyMap<string, string>;
  /** Why rows that are there may have other values now, of which the log tells nothing; undefined where they have not. */
  readonly rewritten: string | undefined;
}

export function sameColumns(known: readonly KnownColumn[], now: readonly NewColumn[]): boolean {
  return (
    known.length === now.length &&
    known.every((column, at) => {
      const other = now[at];
      return other?.name === column.name && equalIgnoringNullability(column.type, other.type);
    })
  );
}

/** Events in an order that never needs two columns of one name: drop, rename, alter, add. */
export function diffRelation(
  table: TableId,
  known: readonly KnownColumn[],
  change: { readonly now: readonly NewColumn[]; readonly catalog: readonly CatalogColumn[] },
): RelationDiff {
  const numbers = numberColumns(known, change);
  const pairs = change.now.map((column, at) => ({
    column,
    attnum: numbers[at],
    old: findOld(known, column, numbers[at]),
  }));
  const kept = new Set(pairs.map((pair) => pair.old));
  const dropped = known.filter((column) => !kept.has(column)).map((column) => column.name);
  const renames = new Map<string, string>();
  const types: Record<string, DataType> = {};
  const oldTypes: Record<string, DataType> = {};
  const added: AddedColumn[] = [];
  const columns = pairs.map(({ column, attnum, old }, at): KnownColumn => {
    if (old === undefined) {
      added.push(
        addedColumn(column, change, {
          attnum,
          before: change.now[at - 1]?.name,
          last: at === change.now.length - 1,
        }),
      );
      return { ...column, attnum };
    }
    if (old.name !== column.name) renames.set(old.name, column.name);
    const type = withNullable(column.type, old.type.nullable);
    if (!equalIgnoringNullability(old.type, column.type)) {
      types[column.name] = type;
      oldTypes[column.name] = old.type;
    }
    return { name: column.name, type, attnum: attnum ?? old.attnum };
  });
  const events: SchemaChangeEvent[] = [];
  if (dropped.length > 0) events.push({ type: 'drop.column', table, columns: dropped });
  if (renames.size > 0) events.push({ type: 'rename.column', table, names: Object.fromEntries(renames) });
  if (Object.keys(types).length > 0) events.push({ type: 'alter.column.type', table, types, oldTypes });
  if (added.length > 0) events.push({ type: 'add.column', table, columns: added });
  return {
    events,
    columns,
    renames,
    rewritten: rewriteReason(added, { types, oldTypes, catalog: change.catalog }),
  };
}

/** ADD COLUMN with a default that is not constant, and ALTER COLUMN … TYPE … USING, rewrite the table and send no row. */
function rewriteReason(
  added: readonly AddedColumn[],
  {
    types,
    oldTypes,
    catalog,
  }: {
    readonly types: Readonly<Record<string, DataType>>;
    readonly oldTypes: Readonly<Record<string, DataType>>;
    readonly catalog: readonly CatalogColumn[];
  },
): string | undefined {
  const filled = added.find(({ column }) => {
    const found = catalog.find(({ name, dropped }) => name === column.name && !dropped);
    return found?.hasDefault === true && found.missingValue === undefined;
  });
  if (filled !== undefined)
    return `column ${filled.column.name} was added with a default that may be another for each row`;
  const retyped = Object.entries(types).find(([name, type]) => !isWidened(oldTypes[name], type));
  return retyped === undefined
    ? undefined
    : `the type of column ${retyped[0]} was changed, maybe with an expression of its own`;
}

/** Changes that leave the stored values as they are (PostgreSQL, ALTER TABLE, "Notes"). */
function isWidened(old: DataType | undefined, now: DataType): boolean {
  if (old?.kind === 'VARCHAR' && now.kind === 'VARCHAR') return now.length >= old.length;
  if (old?.kind === 'DECIMAL' && now.kind === 'DECIMAL')
    return now.scale === old.scale && now.precision >= old.precision;
  if (old === undefined || old.kind !== now.kind) return false;
  return 'precision' in old && 'precision' in now && now.precision >= old.precision;
}

function addedColumn(
  column: NewColumn,
  { catalog }: { readonly catalog: readonly CatalogColumn[] },
  place: { readonly attnum: number | undefined; readonly before: string | undefined; readonly last: boolean },
): AddedColumn {
  const found = catalog.find(
    (one) => one.attnum === place.attnum && !one.dropped && one.name === column.name,
  );
  const details = {
    ...column,
    ...(found?.comment === undefined ? {} : { comment: found.comment }),
    ...(found?.missingValue === undefined ? {} : { default: found.missingValue }),
  };
  return place.last || place.before === undefined
    ? { column: details, position: place.last ? 'last' : 'first' }
    : { column: details, position: 'after', existing: place.before };
}

function findOld(
  known: readonly KnownColumn[],
  column: NewColumn,
  attnum: number | undefined,
): KnownColumn | undefined {
  const byNumber = attnum === undefined ? undefined : known.find((old) => old.attnum === attnum);
  if (byNumber !== undefined) return byNumber;
  return known.find((old) => old.name === column.name && (old.attnum === undefined || attnum === undefined));
}

/** Numbers of the new columns: by name in the catalogue, and where it has moved on since, by their place between numbered neighbours. */
function numberColumns(
  known: readonly KnownColumn[],
  { now, catalog }: { readonly now: readonly NewColumn[]; readonly catalog: readonly CatalogColumn[] },
): readonly (number | undefined)[] {
  const current = new Map(
    catalog.filter((column) => !column.dropped).map((column) => [column.name, column.attnum]),
  );
  const numbers: (number | undefined)[] = [];
  let highest = 0;
  for (const { name } of now) {
    // Columns come in the order of their numbers; a name that breaks it now belongs to another, younger column.
    const number = current.get(name);
    const fits = number !== undefined && number > highest;
    numbers.push(fits ? number : undefined);
    if (fits) highest = number;
  }
  for (let at = 0; at < numbers.length; at += 1) {
    if (numbers[at] === undefined) at = fillGap(numbers, at, { known, now, catalog });
  }
  return numbers;
}

/** Numbers the run of unnumbered columns that begins at `first`, where there are exactly as many candidates; returns the run's end. */
function fillGap(
  numbers: (number | undefined)[],
  first: number,
  context: {
    readonly known: readonly KnownColumn[];
    readonly now: readonly NewColumn[];
    readonly catalog: readonly CatalogColumn[];
  },
): number {
  let end = first;
  while (end < numbers.length && numbers[end] === undefined) end += 1;
  const low = numbers[first - 1] ?? 0;
  const high = numbers[end] ?? Number.MAX_SAFE_INTEGER;
  const names = new Set(context.now.map((column) => column.name));
  const inGap = (attnum: number | undefined): attnum is number =>
    attnum !== undefined && attnum > low && attnum < high;
  const ofKnown = context.known
    .filter((column) => !names.has(column.name))
    .map((column) => column.attnum)
    .filter(inGap);
  const ofCatalog = context.catalog.map((column) => column.attnum).filter(inGap);
  for (const candidates of [ofKnown, ofCatalog]) {
    if (candidates.length !== end - first) continue;
    candidates.forEach((attnum, at) => (numbers[first + at] = attnum));
    break;
  }
  return end;
}
