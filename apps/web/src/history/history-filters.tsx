import { useQuery } from '@tanstack/react-query';
import { trpc } from '../lib/trpc.ts';
import { Select } from '../ui/select.tsx';
import css from './history.module.css';
import type { ChangePlace, HistoryPlace } from './history-place.ts';

const KINDS = [
  'create.table',
  'add.column',
  'alter.column.type',
  'drop.column',
  'rename.column',
  'truncate.table',
  'drop.table',
  'alter.table.comment',
];

export const OUTCOMES = [
  'applied',
  'rewritten',
  'ignored',
  'already-there',
  'unsupported',
  'unknown',
  'refused',
  'failed',
] as const;

const choices = (all: string, values: readonly string[]) => [
  { value: '', label: all },
  ...values.map((value) => ({ value, label: value.replaceAll('-', ' ') })),
];

/** Narrows the timeline by pipeline, kind and outcome. */
export function HistoryFilters({
  place,
  onChange,
}: {
  readonly place: HistoryPlace;
  readonly onChange: ChangePlace;
}) {
  const { data: pipelines } = useQuery(trpc.pipelines.list.queryOptions());
  return (
    <div className={css.filters} role="search">
      <Select
        aria-label="Pipeline"
        value={place.pipeline ?? ''}
        options={[
          { value: '', label: 'All pipelines' },
          ...(pipelines ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(pipeline) => onChange({ pipeline, table: undefined, at: undefined, from: undefined })}
      />
      <Select
        aria-label="Kind of change"
        value={place.kind ?? ''}
        options={choices('All kinds', KINDS)}
        onChange={(kind) => onChange({ kind })}
      />
      <Select
        aria-label="Outcome"
        value={place.outcome ?? ''}
        options={choices('All outcomes', OUTCOMES)}
        onChange={(outcome) => onChange({ outcome })}
      />
    </div>
  );
}
