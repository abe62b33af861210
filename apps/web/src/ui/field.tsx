import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
} from 'react';
import { classes } from './classes.ts';
import css from './field.module.css';

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly warning?: string | undefined;
  /** Small verbs at the right of the label: reset, go to the line. */
  readonly actions?: ReactNode;
  readonly required?: boolean;
  /** Gets the ids that tie label, hint and error to the control. */
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby'?: string;
    readonly 'aria-invalid'?: true;
  }) => ReactNode;
}

/** A label, a control, what to know about it, and what is wrong with it. */
export function Field({ label, hint, error, warning, actions, required, children }: FieldProps) {
  const id = useId();
  const note = error ?? warning;
  const described = [hint !== undefined && `${id}-hint`, note !== undefined && `${id}-note`].filter(Boolean);
  return (
    <div className={css.field}>
      <div className={css.head}>
        <label htmlFor={id} className={css.label}>
          {label}
          {required === true && <span className={css.required}> required</span>}
        </label>
        {actions}
      </div>
      {children({
        id,
        ...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {}),
        ...(error === undefined ? {} : { 'aria-invalid': true as const }),
      })}
      {note !== undefined && (
        <p id={`${id}-note`} className={error === undefined ? css.warning : css.error}>
          {note}
        </p>
      )}
      {hint !== undefined && (
        <div id={`${id}-hint`} className={css.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}

interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  /** For identifiers, patterns, expressions. */
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextInput({ mono, className, ...rest }: TextInputProps) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={classes(css.input, mono === true && css.mono, className)}
    />
  );
}

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

export function TextArea({ mono, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={classes(css.input, css.area, mono === true && css.mono, className)}
    />
  );
}
