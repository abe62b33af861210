import { CornerDownRight, RotateCcw } from 'lucide-react';
import type { OptionSpec } from '@tailrace/core/descriptor';
import { useState } from 'react';
import { useSession } from '../document/session.tsx';
import { requestReveal } from '../document/reveal.ts';
import { IconButton } from '../ui/button.tsx';
import { Field, TextArea, TextInput } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { clearField, setField } from './field-edits.ts';
import { ExpressionBox } from './expression-box.tsx';
import type { FieldModel } from './field-model.ts';
import css from './inspector.module.css';
import { SecretField } from './secret-field.tsx';
import { useTyped } from './use-typed.ts';

const ICON = { size: 13, 'aria-hidden': true } as const;

/** One option: label, the value in the text or the default as a placeholder, help, and what is wrong with it. */
export function OptionField({ field }: { readonly field: FieldModel }) {
  const { spec, finding } = field;
  return (
    <div className={css.option} data-set={field.value !== undefined}>
      <Field
        label={spec.key}
        required={spec.required === true}
        hint={<Help spec={spec} />}
        error={finding?.severity === 'error' ? finding.message : undefined}
        warning={finding?.severity === 'warning' ? finding.message : undefined}
        actions={field.value === undefined ? undefined : <FieldActions field={field} />}
      >
        {(ids) => <Control field={field} ids={ids} />}
      </Field>
    </div>
  );
}

function Help({ spec }: { readonly spec: OptionSpec }) {
  return (
    <>
      {spec.description}
      {spec.engine === 'flink' && ' Read by Flink only.'}
      {spec.deprecated !== undefined && ` Deprecated: ${spec.deprecated}`}
      {spec.example !== undefined && spec.default === undefined && (
        <>
          {' '}
          Example: <code>{spec.example}</code>
        </>
      )}
    </>
  );
}

function FieldActions({ field }: { readonly field: FieldModel }) {
  const session = useSession();
  return (
    <span className={css.actions}>
      <IconButton
        label={`Show ${field.spec.key} in the text`}
        icon={<CornerDownRight {...ICON} />}
        onClick={() => {
          const range = session.document.getState().snapshot.yaml.entryRange(field.path);
          if (range !== undefined) requestReveal(range);
        }}
      />
      <IconButton
        label={
          field.spec.required === true ? `Clear ${field.spec.key}` : `Reset ${field.spec.key} to its default`
        }
        icon={<RotateCcw {...ICON} />}
        onClick={() => clearField(session, field.path)}
      />
    </span>
  );
}

interface ControlProps {
  readonly field: FieldModel;
  readonly ids: { readonly id: string };
}

function Control({ field, ids }: ControlProps) {
  const session = useSession();
  const { spec, path, value } = field;
  const change = (text: string): void =>
    text === '' && spec.required !== true ? clearField(session, path) : setField(session, path, text);
  if (field.isStructured) return <TextArea {...ids} mono readOnly value={value ?? ''} rows={3} />;
  if (spec.secret === true) return <SecretField field={field} ids={ids} />;
  if (spec.kind === 'enum' || spec.kind === 'boolean') {
    return <Choice field={field} ids={ids} onChange={change} />;
  }
  if (isExpression(field)) return <ExpressionBox field={field} ids={ids} onChange={change} />;
  return <TextControl field={field} ids={ids} onChange={change} />;
}

function TextControl({ field, ids, onChange }: ControlProps & { readonly onChange: (text: string) => void }) {
  const { spec, value = '' } = field;
  const { shown, type, leave } = useTyped(value, onChange);
  // For as long as it is there: one that grew into another while somebody types would take the focus away.
  const [isArea] = useState(() => isLong(spec, value));
  const control = {
    ...ids,
    mono: true,
    value: shown,
    placeholder: spec.default === undefined ? '' : String(spec.default),
    onChange: (event: { readonly target: { readonly value: string } }) => type(event.target.value),
    onBlur: leave,
  };
  if (isArea || value.includes('\n')) return <TextArea {...control} rows={2} />;
  const isNumber = spec.kind === 'integer' || spec.kind === 'number';
  return <TextInput {...control} inputMode={isNumber ? 'numeric' : 'text'} />;
}

/** The fields of a transform that hold an expression. */
const isExpression = ({ path, spec }: FieldModel): boolean =>
  path[0] === 'transform' && (spec.key === 'projection' || spec.key === 'filter');

/** Expressions, patterns and lists tend to be long; so does anything with a line break in it. */
const isLong = (spec: OptionSpec, value: string | undefined): boolean =>
  spec.syntax !== undefined ||
  ['projection', 'filter', 'description'].includes(spec.key) ||
  (value !== undefined && (value.includes('\n') || value.length > 48));

function Choice({ field, ids, onChange }: ControlProps & { readonly onChange: (text: string) => void }) {
  const { spec, value } = field;
  const values = spec.kind === 'boolean' ? ['true', 'false'] : (spec.values ?? []);
  // What stands there and is none of the choices stays visible, with the finding beside it.
  const known = values.find((choice) => choice.toLowerCase() === value?.toLowerCase());
  const all = value === undefined || known !== undefined ? values : [value, ...values];
  const fallback = spec.default === undefined ? 'not set' : `${String(spec.default)} (default)`;
  return (
    <Select
      {...ids}
      value={known ?? value ?? ''}
      onChange={onChange}
      options={[{ value: '', label: fallback }, ...all.map((choice) => ({ value: choice, label: choice }))]}
    />
  );
}
