// What is being tried: a table, a kind of change, and the fields of that kind. Pure; the form draws it.
import type { PreviewTable } from '@tailrace/server/router';
import type { TryEvent } from '../../document/try-store.ts';
import { fromTexts, toTexts, type FieldTexts } from './field-values.ts';

export const KINDS = [
  { value: 'insert', label: 'insert a row' },
  { value: 'update', label: 'update a row' },
  { value: 'delete', label: 'delete a row' },
  { value: 'add.column', label: 'add a column' },
  { value: 'drop.column', label: 'drop a column' },
  { value: 'rename.column', label: 'rename a column' },
  { value: 'alter.column.type', label: 'change the type of a column' },
  { value: 'truncate.table', label: 'truncate the table' },
  { value: 'drop.table', label: 'drop the table' },
] as const;

export type Kind = (typeof KINDS)[number]['value'];

export interface Draft {
  readonly table: string;
  readonly kind: Kind;
  /** Number of the row of the preview that the fields began with. */
  readonly row: number;
  readonly before: FieldTexts;
  readonly after: FieldTexts;
  readonly column: string;
  readonly newName: string;
  readonly type: string;
}

export const isRowKind = (kind: Kind): boolean => kind === 'insert' || kind === 'update' || kind === 'delete';

/** A draft over a table, its fields taken from a row of the preview. */
export function draftOf(table: PreviewTable, kind: Kind, row = 0): Draft {
  const texts = toTexts(table.source, table.rows[row]?.source ?? {});
  const columns = table.source;
  const column = (columns.find(({ key }) => !key) ?? columns[0])?.name ?? '';
  const type = columns.find(({ name }) => name === column)?.type ?? 'STRING';
  return {
    table: table.table,
    kind,
    row,
    before: texts,
    after: texts,
    column,
    newName: 'new_column',
    type: kind === 'add.column' ? 'STRING' : type,
  };
}

export function eventOf(draft: Draft, { source, table }: PreviewTable): TryEvent {
  const head = { type: draft.kind, table };
  const before = fromTexts(source, draft.before);
  const after = fromTexts(source, draft.after);
  switch (draft.kind) {
    case 'insert':
      return { ...head, after };
    case 'update':
      return { ...head, before, after };
    case 'delete':
      return { ...head, before };
    case 'add.column':
      return { ...head, columns: [{ column: { name: draft.newName, type: draft.type }, position: 'last' }] };
    case 'drop.column':
      return { ...head, columns: [draft.column] };
    case 'rename.column':
      return { ...head, names: { [draft.column]: draft.newName } };
    case 'alter.column.type':
      return { ...head, types: { [draft.column]: draft.type } };
    case 'truncate.table':
    case 'drop.table':
      return head;
  }
}
