import type { PreviewTable } from '@tailrace/server/router';
import { TextInput } from '../../ui/field.tsx';
import { Table } from '../../ui/table.tsx';
import type { Draft } from './draft.ts';
import type { FieldText } from './field-values.ts';
import css from './what-if.module.css';

interface RowFieldsProps {
  readonly table: PreviewTable;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

type Side = 'before' | 'after';

/** The values of a row, or of its two images, column by column. */
export function RowFields({ table, draft, onChange }: RowFieldsProps) {
  const sides: readonly Side[] =
    draft.kind === 'update' ? ['before', 'after'] : draft.kind === 'delete' ? ['before'] : ['after'];
  return (
    <Table caption="Values of the row">
      <thead>
        <tr>
          <th scope="col">Column</th>
          {sides.map((side) => (
            <th key={side} scope="col">
              {sides.length === 1 ? 'Value' : side}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.source.map(({ name, type }) => (
          <tr key={name}>
            <th scope="row" className={css.column}>
              {name} <span className={css.type}>{type}</span>
            </th>
            {sides.map((side) => (
              <td key={side} data-changed={sides.length > 1 && draft.before[name] !== draft.after[name]}>
                <Value
                  label={sides.length === 1 ? name : `${name} ${side}`}
                  value={draft[side][name] ?? null}
                  onChange={(value) => onChange({ ...draft, [side]: { ...draft[side], [name]: value } })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface ValueProps {
  readonly label: string;
  readonly value: FieldText;
  readonly onChange: (value: FieldText) => void;
}

/** A value, or NULL: an empty text is a text. */
function Value({ label, value, onChange }: ValueProps) {
  return (
    <span className={css.value}>
      <TextInput
        mono
        aria-label={label}
        value={value ?? ''}
        placeholder={value === null ? 'NULL' : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      <button
        type="button"
        className={css.null}
        aria-pressed={value === null}
        aria-label={`${label} is NULL`}
        onClick={() => onChange(value === null ? '' : null)}
      >
        NULL
      </button>
    </span>
  );
}
