import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Download } from 'lucide-react';
import { useMemo } from 'react';
import { useNow } from '../lib/use-now.ts';
import { plural } from '../lib/format.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Menu } from '../ui/menu.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ColumnsPanel } from './columns-panel.tsx';
import { download, historyAsJson, historyAsSql } from './export-history.ts';
import { HistoryFilters, OUTCOMES } from './history-filters.tsx';
import css from './history.module.css';
import { useHistoryPlace, type HistoryPlace } from './history-place.ts';
import { TablePicker } from './table-picker.tsx';
import { Timeline, type Entry } from './timeline.tsx';

const REFRESH_MS = 4000;
const PAGE_SIZE = 200;

export function HistoryPage() {
  const [place, change] = useHistoryPlace();
  const now = useNow(30_000);
  const { tables, entries, failure, retry } = useHistory(place);
  const isFiltered = place.kind !== undefined || place.outcome !== undefined || place.table !== undefined;
  return (
    <Page
      title="Schema history"
      bleed
      beside={entries !== undefined && <span className={css.hint}>{plural(entries.length, 'change')}</span>}
      actions={entries !== undefined && entries.length > 0 && <ExportVerb entries={entries} />}
    >
      {failure !== undefined && <Failure what="The history cannot be read" {...failure} onRetry={retry} />}
      <div className={css.page}>
        <TablePicker tables={tables} place={place} onChange={change} now={now} />
        <section className={css.middle} aria-label="Timeline">
          <HistoryFilters place={place} onChange={change} />
          {entries === undefined && failure === undefined && <Skeleton lines={8} height="20px" />}
          {entries?.length === 0 && <NothingYet isFiltered={isFiltered} onAll={() => change(EVERYTHING)} />}
          {entries !== undefined && entries.length > 0 && (
            <Timeline entries={entries} place={place} onChange={change} />
          )}
        </section>
        <Columns place={place} change={change} entries={entries ?? []} now={now} />
      </div>
    </Page>
  );
}

/** Both halves of the page's data, asked again while it is in front. */
function useHistory(place: HistoryPlace) {
  const tables = useQuery({
    ...trpc.schemaHistory.tables.queryOptions(
      place.pipeline === undefined ? undefined : { pipelineId: place.pipeline },
    ),
    refetchInterval: REFRESH_MS,
  });
  const list = useQuery({
    ...trpc.schemaHistory.list.queryOptions(filterOf(place)),
    refetchInterval: REFRESH_MS,
  });
  const entries: readonly Entry[] | undefined = list.data;
  return {
    tables: tables.data ?? [],
    entries,
    failure: failureOf(list.error ?? tables.error),
    retry: () => void list.refetch(),
  };
}

const EVERYTHING = {
  kind: undefined,
  outcome: undefined,
  table: undefined,
  pipeline: undefined,
  at: undefined,
  from: undefined,
};

function filterOf(place: HistoryPlace) {
  const outcome = OUTCOMES.find((known) => known === place.outcome);
  return {
    limit: PAGE_SIZE,
    ...(place.pipeline === undefined ? {} : { pipelineId: place.pipeline }),
    ...(place.table === undefined ? {} : { table: place.table }),
    ...(place.kind === undefined ? {} : { kind: place.kind }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function NothingYet({ isFiltered, onAll }: { readonly isFiltered: boolean; readonly onAll: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState title="Nothing matches" actions={<Button onClick={onAll}>Show everything</Button>}>
        No schema change has all of this at once.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No schema change seen yet">
      While a pipeline runs, each change of a source table is kept here: what changed, the statement where it
      is known, and what the sink did. Launch a pipeline and alter one of its tables.
    </EmptyState>
  );
}

interface ColumnsProps {
  readonly place: HistoryPlace;
  readonly change: ReturnType<typeof useHistoryPlace>[1];
  readonly entries: readonly Entry[];
  readonly now: number;
}

function Columns({ place, change, entries, now }: ColumnsProps) {
  const { pipeline, table } = place;
  const moments = useMemo(
    () => [...new Set(entries.map((entry) => entry.at))].toSorted((a, b) => a - b),
    [entries],
  );
  if (pipeline === undefined || table === undefined) {
    return (
      <aside className={css.columns} aria-label="Columns">
        <EmptyState title="Columns at a moment">
          Choose a table at the left, or “Columns after this” on a change, to see its columns then, and what
          differs from any other moment.
        </EmptyState>
      </aside>
    );
  }
  return (
    <ColumnsPanel
      pipelineId={pipeline}
      table={table}
      place={place}
      onChange={change}
      moments={moments}
      now={now}
    />
  );
}

function ExportVerb({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <Menu
      label="Export the history"
      trigger={
        <Button icon={<Download size={14} aria-hidden="true" />}>
          Export
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
      items={[
        {
          id: 'json',
          label: 'As JSON',
          hint: 'Every entry as shown here',
          onSelect: () => download('schema-history.json', historyAsJson(entries), 'application/json'),
        },
        {
          id: 'sql',
          label: 'As SQL',
          hint: 'The statements that the sink ran, oldest first',
          onSelect: () => download('schema-history.sql', historyAsSql(entries), 'application/sql'),
        },
      ]}
    />
  );
}
