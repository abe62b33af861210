import type { PreviewTable } from '@tailrace/server/router';
import { Pin } from 'lucide-react';
import type { ReactNode } from 'react';
import { cellText } from '../../lib/cell-text.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Select } from '../../ui/select.tsx';
import { draftOf, isRowKind, KINDS, type Draft, type Kind } from './draft.ts';
import { RowFields } from './row-fields.tsx';
import css from './what-if.module.css';

interface EventFormProps {
  readonly tables: readonly string[];
  readonly table: PreviewTable;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onTable: (table: string) => void;
  readonly onKeep: () => void;
}

/** What is to happen at the source. */
export function EventForm({ tables, table, draft, onChange, onTable, onKeep }: EventFormProps) {
  return (
    <form className={css.form} aria-label="A change to try" onSubmit={(event) => event.preventDefault()}>
      <div className={css.head}>
        <Select
          aria-label="Change"
          value={draft.kind}
          onChange={(kind) => onChange(draftOf(table, kind as Kind, draft.row))}
          options={KINDS}
        />
        <Select
          aria-label="Table"
          value={draft.table}
          onChange={onTable}
          options={tables.map((name) => ({ value: name, label: name }))}
        />
        {isRowKind(draft.kind) && table.rows.length > 0 && (
          <Select
            aria-label="Begin with row"
            value={String(draft.row)}
            onChange={(row) => onChange(draftOf(table, draft.kind, Number(row)))}
            options={table.rows.map((_, at) => ({ value: String(at), label: rowName(table, at) }))}
          />
        )}
        <Button icon={<Pin size={14} aria-hidden="true" />} onClick={onKeep}>
          Keep as a test
        </Button>
      </div>
      <ScrollRegion className={css.fields} label="Fields of the change">
        {isRowKind(draft.kind) ? (
          <RowFields table={table} draft={draft} onChange={onChange} />
        ) : (
          <ColumnFields table={table} draft={draft} onChange={onChange} />
        )}
      </ScrollRegion>
    </form>
  );
}

/** "id 521", by its key, else by its first column. */
function rowName({ source, rows }: PreviewTable, at: number): string {
  const named = source.filter(({ key }) => key);
  const columns = named.length > 0 ? named : source.slice(0, 1);
  return columns.map(({ name }) => `${name} ${cellText(rows[at]?.source[name])}`).join(', ');
}

interface ColumnFieldsProps {
  readonly table: PreviewTable;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** Fields of a change of the table itself: which column, its name, its type. */
function ColumnFields({ table, draft, onChange }: ColumnFieldsProps): ReactNode {
  const { kind } = draft;
  const needsColumn = kind === 'drop.column' || kind === 'rename.column' || kind === 'alter.column.type';
  const needsName = kind === 'add.column' || kind === 'rename.column';
  const needsType = kind === 'add.column' || kind === 'alter.column.type';
  if (!needsColumn && !needsName) return <p className={css.hint}>The change concerns the whole table.</p>;
  return (
    <div className={css.columnFields}>
      {needsColumn && (
        <Field label="Column">
          {(ids) => (
            <Select
              {...ids}
              value={draft.column}
              onChange={(column) =>
                onChange({
                  ...draft,
                  column,
                  type: table.source.find(({ name }) => name === column)?.type ?? draft.type,
                })
              }
              options={table.source.map(({ name, type }) => ({ value: name, label: `${name} ${type}` }))}
            />
          )}
        </Field>
      )}
      {needsName && (
        <Field label={kind === 'rename.column' ? 'New name' : 'Name'}>
          {(ids) => (
            <TextInput
              {...ids}
              mono
              value={draft.newName}
              onChange={(event) => onChange({ ...draft, newName: event.target.value })}
            />
          )}
        </Field>
      )}
      {needsType && (
        <Field label="Type" hint="In the words of Flink CDC: STRING, DECIMAL(10, 2), TIMESTAMP(6) NOT NULL">
          {(ids) => (
            <TextInput
              {...ids}
              mono
              value={draft.type}
              onChange={(event) => onChange({ ...draft, type: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
