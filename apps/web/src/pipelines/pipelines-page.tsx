import { useQuery } from '@tanstack/react-query';
import type { PipelineListItem } from '@tailrace/server/router';
import { useMemo, useState } from 'react';
import { plural } from '../lib/format.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { TextInput } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Doors } from './doors.tsx';
import { filterChoices, filterPipelines, NO_FILTER, type PipelineFilter } from './filter-pipelines.ts';
import { ImportDialog } from './import-dialog.tsx';
import { BeginDialog, NewPipelineVerbs, type Beginning } from './new-pipeline.tsx';
import { PipelineTable } from './pipeline-table.tsx';
import css from './pipelines.module.css';

/** Rates and lags move: the list is asked again while it is in front. */
const REFRESH_MS = 3000;

export function PipelinesPage() {
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    ...trpc.pipelines.list.queryOptions(),
    refetchInterval: REFRESH_MS,
  });
  const [imports, setImports] = useState(false);
  const [beginning, setBeginning] = useState<Beginning>('none');
  const failure = failureOf(error);
  return (
    <Page
      title="Pipelines"
      actions={<NewPipelineVerbs onImport={() => setImports(true)} onBegin={setBeginning} />}
    >
      {failure !== undefined && (
        <Failure what="The pipelines cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.length === 0 && (
        <Doors onImport={() => setImports(true)} onGuide={() => setBeginning('guide')} />
      )}
      {data !== undefined && data.length > 0 && <FilteredList pipelines={data} now={dataUpdatedAt} />}
      {beginning !== 'none' && <BeginDialog beginning={beginning} onClose={() => setBeginning('none')} />}
      {imports && <ImportDialog open onOpenChange={setImports} />}
    </Page>
  );
}

function FilteredList({
  pipelines,
  now,
}: {
  readonly pipelines: readonly PipelineListItem[];
  readonly now: number;
}) {
  const [filter, setFilter] = useState(NO_FILTER);
  const found = useMemo(() => filterPipelines(pipelines, filter), [pipelines, filter]);
  return (
    <>
      <Filters pipelines={pipelines} filter={filter} onChange={setFilter} found={found.length} />
      {found.length === 0 ? (
        <EmptyState
          title="Nothing matches"
          actions={<Button onClick={() => setFilter(NO_FILTER)}>Show all {pipelines.length}</Button>}
        >
          No pipeline has all of this at once.
        </EmptyState>
      ) : (
        <PipelineTable pipelines={found} now={now} />
      )}
    </>
  );
}

interface FiltersProps {
  readonly pipelines: readonly PipelineListItem[];
  readonly filter: PipelineFilter;
  readonly onChange: (filter: PipelineFilter) => void;
  readonly found: number;
}

function Filters({ pipelines, filter, onChange, found }: FiltersProps) {
  const { states, connectors } = useMemo(() => filterChoices(pipelines), [pipelines]);
  return (
    <div className={css.filters} role="search">
      <TextInput
        type="search"
        className={css.search}
        aria-label="Search pipelines"
        placeholder="Search"
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.target.value })}
      />
      <span className={css.filter}>
        <Select
          aria-label="State"
          value={filter.state}
          options={[
            { value: '', label: 'Any state' },
            ...states.map((state) => ({ value: state, label: state })),
          ]}
          onChange={(state) => onChange({ ...filter, state })}
        />
      </span>
      <span className={css.filter}>
        <Select
          aria-label="Connector"
          value={filter.connector}
          options={[
            { value: '', label: 'Any connector' },
            ...connectors.map(({ type, label }) => ({ value: type, label })),
          ]}
          onChange={(connector) => onChange({ ...filter, connector })}
        />
      </span>
      <span className={css.count} role="status">
        {found === pipelines.length
          ? plural(found, 'pipeline')
          : `${found} of ${plural(pipelines.length, 'pipeline')}`}
      </span>
    </div>
  );
}
