import { useState } from 'react';
import { classes } from '../ui/classes.ts';
import { TextInput } from '../ui/field.tsx';
import css from './panels.module.css';

interface TablePickerProps {
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

const SEARCH_FROM = 8;

/** The tables at the left of a panel; with a search where they are many. */
export function TablePicker({ names, value, onChange }: TablePickerProps) {
  const [query, setQuery] = useState('');
  const shown = names.filter((name) => name.toLowerCase().includes(query.toLowerCase()));
  return (
    <nav className={css.picker} aria-label="Tables">
      {names.length > SEARCH_FROM && (
        <TextInput
          type="search"
          aria-label="Search the tables"
          placeholder={`Search ${names.length} tables`}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      <ul>
        {shown.map((name) => (
          <li key={name}>
            <button
              type="button"
              className={classes(css.pick, name === value && css.picked)}
              aria-current={name === value ? 'true' : undefined}
              title={name}
              onClick={() => onChange(name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
