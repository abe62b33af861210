// Changes tried by hand: an event is put together, goes through the rules of the document as it stands, and what the sink would be told
// stands beside it. Nothing leaves the browser.
import type { PreviewResult } from '@tailrace/server/router';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useDocument, useSession } from '../../document/session.tsx';
import { insertOf, tryStore } from '../../document/try-store.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PreviewFrame } from '../preview-frame.tsx';
import { draftOf, eventOf, type Draft } from './draft.ts';
import { EventForm } from './event-form.tsx';
import { keepTest, openTests, type KeptTest } from './kept-tests.ts';
import { KeptTests } from './kept-tests-list.tsx';
import { OutcomeView } from './outcome-view.tsx';
import { tryEvent, type TryContext } from './try-event.ts';
import css from './what-if.module.css';

export function WhatIfPanel() {
  return <PreviewFrame>{(result) => <WhatIf result={result} />}</PreviewFrame>;
}

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

function WhatIf({ result }: { readonly result: PreviewResult }) {
  const catalog = useDocument((state) => state.catalog);
  const pipeline = useDocument(({ snapshot }) => snapshot.pipeline);
  const [now] = useState(() => Date.now());
  const context = useMemo(
    (): TryContext => ({
      pipeline,
      catalog,
      tables: result.tables,
      timeZone: ZONE,
      now,
    }),
    [pipeline, catalog, result, now],
  );
  const [draft, setDraft] = useDraft(result);
  const [tests, setTests] = useTests(context);
  const table = result.tables.find((one) => one.table === draft?.table);
  const shown = useDeferredValue(draft);
  const tried = useMemo(() => {
    const own = result.tables.find((one) => one.table === shown?.table);
    if (shown === undefined || own === undefined) return undefined;
    const event = eventOf(shown, own);
    return { event, outcome: tryEvent(context, event), now };
  }, [shown, context, result, now]);
  if (draft === undefined || table === undefined) {
    return <EmptyState title="The patterns catch no table">There is nothing to try a change on.</EmptyState>;
  }
  return (
    <div className={css.whatIf}>
      <EventForm
        tables={result.tables.map((one) => one.table)}
        table={table}
        draft={draft}
        onChange={setDraft}
        onTable={(name) => {
          const next = result.tables.find((one) => one.table === name);
          if (next !== undefined) setDraft(draftOf(next, draft.kind));
        }}
        onKeep={() => tried !== undefined && setTests(keepTest(tests, tried))}
      />
      <ScrollRegion label="What the sink would get" className={css.right}>
        {tried !== undefined && <OutcomeView event={tried.event} outcome={tried.outcome} />}
        <KeptTests tests={tests} context={context} name={pipeline.options.name} onChange={setTests} />
      </ScrollRegion>
    </div>
  );
}

/** The draft; a row that was asked for elsewhere takes its place. */
function useDraft(result: PreviewResult): readonly [Draft | undefined, (draft: Draft) => void] {
  const request = useStore(tryStore, (state) => state.request);
  const [own, setOwn] = useState<{ readonly draft: Draft; readonly asked: number }>();
  const asked = request?.id ?? 0;
  if (
    own !== undefined &&
    own.asked === asked &&
    result.tables.some(({ table }) => table === own.draft.table)
  ) {
    return [own.draft, (draft) => setOwn({ draft, asked })];
  }
  const table = result.tables.find((one) => one.table === request?.table) ?? result.tables[0];
  const first = table === undefined ? undefined : draftOf(table, 'insert', request?.row ?? 0);
  return [first, (draft) => setOwn({ draft, asked })];
}

/** The kept tests of the pipeline; a row that was pinned elsewhere joins them. */
function useTests(context: TryContext): readonly [readonly KeptTest[], (tests: readonly KeptTest[]) => void] {
  const { pipelineId } = useSession();
  const [store] = useState(() => openTests(pipelineId, localStorage));
  const tests = useStore(store);
  const request = useStore(tryStore, (state) => state.request);
  useEffect(() => {
    if (request?.keep !== true || taken.has(request.id)) return;
    const row = context.tables.find(({ table }) => table === request.table)?.rows[request.row];
    if (row === undefined) return;
    taken.add(request.id);
    const event = insertOf(request.table, row);
    const tried = { event, outcome: tryEvent(context, event), now: context.now };
    store.setState(keepTest(store.getState(), tried), true);
  }, [request, context, store]);
  return [tests, (next) => store.setState(next, true)];
}

/** Requests that were answered: the panel comes and goes, and a row is kept once. */
const taken = new Set<number>();
