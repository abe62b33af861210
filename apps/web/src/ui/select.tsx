import { ChevronDown } from 'lucide-react';
import type { SelectHTMLAttributes } from 'react';
import { classes } from './classes.ts';
import css from './field.module.css';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
}

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly options: readonly SelectOption[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of a few. The browser's own list: typing finds, touch works, screen readers know it. Name it by `aria-label` or a `Field`. */
export function Select({ options, value, onChange, className, ...rest }: SelectProps) {
  return (
    <span className={css.selectBox}>
      <select
        {...rest}
        className={classes(css.input, css.select, className)}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden="true" className={css.chevron} />
    </span>
  );
}
