import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount, plural } from '../../lib/format.ts';
import { trpc } from '../../lib/trpc.ts';
import { failureOf } from '../../lib/use-failure.ts';
import { Failure } from '../../ui/failure.tsx';
import { TextInput } from '../../ui/field.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './guide.module.css';
import { textOf, type GuideDraft } from './guide-draft.ts';

interface TablesStepProps {
  readonly draft: GuideDraft;
  readonly onChange: (draft: GuideDraft) => void;
}

/** Which of the tables that the account sees: all and those to come, or the ticked ones. */
export function TablesStep({ draft, onChange }: TablesStepProps) {
  const [query, setQuery] = useState('');
  const [text] = useState(() => textOf({ ...draft, tables: undefined }));
  const { data, error, refetch } = useQuery({
    ...trpc.catalog.tables.queryOptions({ text }),
    retry: false,
    staleTime: 30_000,
  });
  const failure = failureOf(error);
  if (failure !== undefined) {
    return <Failure what="The tables cannot be listed" {...failure} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Skeleton lines={8} height="20px" label="Reading the tables" />;
  const chosen = new Set(draft.tables);
  const shown = data.tables.filter(({ table }) => table.toLowerCase().includes(query.toLowerCase()));
  const toggle = (table: string): void => {
    const next = chosen.has(table) ? [...chosen].filter((one) => one !== table) : [...chosen, table];
    onChange({ ...draft, tables: next.length === 0 ? undefined : next });
  };
  return (
    <div className={css.step}>
      <label className={css.tick}>
        <input
          type="checkbox"
          checked={draft.tables === undefined}
          onChange={() => onChange({ ...draft, tables: draft.tables === undefined ? [] : undefined })}
        />
        All {plural(data.tables.length, 'table')}, and those that come later
      </label>
      <TextInput
        type="search"
        aria-label="Search the tables"
        placeholder={`Search ${data.tables.length} tables`}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ScrollRegion className={css.tables} label="Tables of the source">
        <ul>
          {shown.map(({ table, rowEstimate, columns }) => (
            <li key={table}>
              <label className={css.tick}>
                <input type="checkbox" checked={chosen.has(table)} onChange={() => toggle(table)} />
                <code>{table}</code>
                <span className={css.hint}>
                  {plural(columns.length, 'column')}
                  {rowEstimate !== undefined && `, about ${formatCount(rowEstimate)} rows`}
                </span>
              </label>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </div>
  );
}
