import type { SchemaHistoryTable } from '@tailrace/server/router';
import { useState } from 'react';
import { formatAgo, plural } from '../lib/format.ts';
import { classes } from '../ui/classes.ts';
import { TextInput } from '../ui/field.tsx';
import css from './history.module.css';
import type { ChangePlace, HistoryPlace } from './history-place.ts';

interface TablePickerProps {
  readonly tables: readonly SchemaHistoryTable[];
  readonly place: HistoryPlace;
  readonly onChange: ChangePlace;
  readonly now: number;
}

/** Every table that a pipeline has seen, and the sink tables its rows end in. */
export function TablePicker({ tables, place, onChange, now }: TablePickerProps) {
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  const found = tables.filter((table) =>
    [table.sourceTable, ...table.sinkTables, table.pipelineName].some((name) =>
      name.toLowerCase().includes(wanted),
    ),
  );
  return (
    <nav className={css.picker} aria-label="Tables">
      <TextInput
        type="search"
        aria-label="Search tables"
        placeholder="Search tables"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <p className={css.hint} role="status">
        {plural(found.length, 'table')}
      </p>
      <ul>
        <li>
          <PickButton
            isHere={place.table === undefined}
            onPick={() => onChange({ table: undefined, at: undefined, from: undefined })}
            title="All tables"
          />
        </li>
        {found.map((table) => (
          <li key={`${table.pipelineId} ${table.sourceTable}`}>
            <PickButton
              isHere={
                place.table === table.sourceTable &&
                place.pipeline === table.pipelineId &&
                place.side === 'source'
              }
              onPick={() => pick(onChange, table.pipelineId, table.sourceTable, 'source')}
              title={table.sourceTable}
              mono
              hint={[
                table.pipelineName,
                `${plural(table.changes, 'change')} · ${formatAgo(table.lastAt, now)}`,
              ]}
            />
            {table.sinkTables.map((sinkTable) => (
              <PickButton
                key={sinkTable}
                isHere={
                  place.table === sinkTable && place.pipeline === table.pipelineId && place.side === 'sink'
                }
                onPick={() => pick(onChange, table.pipelineId, sinkTable, 'sink')}
                title={`→ ${sinkTable}`}
                mono
                inner
              />
            ))}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function pick(onChange: ChangePlace, pipeline: string, table: string, side: 'source' | 'sink'): void {
  onChange({ pipeline, table, side, at: undefined, from: undefined });
}

interface PickButtonProps {
  readonly isHere: boolean;
  readonly onPick: () => void;
  readonly title: string;
  /** Lines under the title. */
  readonly hint?: readonly string[];
  readonly mono?: boolean;
  readonly inner?: boolean;
}

function PickButton({ isHere, onPick, title, hint, mono, inner }: PickButtonProps) {
  return (
    <button
      type="button"
      className={classes(css.pick, isHere && css.here, inner === true && css.inner)}
      aria-current={isHere ? 'true' : undefined}
      onClick={onPick}
    >
      <span className={classes(mono === true && css.mono)}>{title}</span>
      {hint?.map((line) => (
        <span key={line} className={css.hint}>
          {line}
        </span>
      ))}
    </button>
  );
}
