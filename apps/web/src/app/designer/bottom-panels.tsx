import { LoaderCircle, RefreshCw } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { tryStore } from '../../document/try-store.ts';
import { usePreview, useSession } from '../../document/session.tsx';
import { formatDuration, plural } from '../../lib/format.ts';
import { useProblems } from '../../document/use-problems.ts';
import { ProblemsPanel } from '../../panels/problems-panel.tsx';
import { RowsPanel } from '../../panels/rows-panel.tsx';
import { SchemaPanel } from '../../panels/schema-panel.tsx';
import { TablesPanel } from '../../panels/tables-panel.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import css from './designer.module.css';

// It brings the operators of a run along, which nothing else in the designer needs.
const WhatIfPanel = lazy(async () => ({
  default: (await import('../../panels/what-if/what-if-panel.tsx')).WhatIfPanel,
}));

interface BottomPanelsProps {
  readonly panel: string;
  readonly onPanel: (panel: string) => void;
}

/** What the document means for the data: rows, tables, problems, schemas. */
export function BottomPanels({ panel, onPanel }: BottomPanelsProps) {
  const problems = useProblems();
  // A row that is to be tried brings the panel that tries it to the front.
  useEffect(
    () => tryStore.subscribe(({ request }) => request !== undefined && onPanel('what-if')),
    [onPanel],
  );
  const hasError = problems.some((problem) => problem.severity === 'error');
  return (
    <section className={css.panels} aria-label="Data">
      <Tabs
        label="Panels"
        value={panel}
        onChange={onPanel}
        actions={<PreviewState />}
        tabs={[
          { id: 'rows', label: 'Rows', content: <RowsPanel /> },
          { id: 'tables', label: 'Tables', content: <TablesPanel /> },
          {
            id: 'problems',
            label: 'Problems',
            count: problems.length,
            tone: hasError ? 'error' : 'warn',
            content: <ProblemsPanel />,
          },
          { id: 'schema', label: 'Schema', content: <SchemaPanel /> },
          {
            id: 'what-if',
            label: 'What if',
            content: (
              <Suspense fallback={<Skeleton lines={6} height="16px" label="Loading the panel" />}>
                <WhatIfPanel />
              </Suspense>
            ),
          },
        ]}
      />
    </section>
  );
}

function PreviewState() {
  const { preview } = useSession();
  const status = usePreview((state) => state.status);
  const elapsed = usePreview((state) => state.result?.elapsedMs);
  const tables = usePreview((state) => state.result?.tables.length ?? 0);
  return (
    <span className={css.previewState}>
      <span role="status" aria-label="Preview">
        {status === 'running' && 'looking…'}
        {status === 'ready' &&
          elapsed !== undefined &&
          `${plural(tables, 'table')} in ${formatDuration(elapsed)}`}
        {status === 'failed' && 'preview failed'}
      </span>
      <IconButton
        label="Refresh the preview"
        shortcut="Mod+Enter"
        icon={
          status === 'running' ? (
            <LoaderCircle size={14} aria-hidden="true" className={css.spin} />
          ) : (
            <RefreshCw size={14} aria-hidden="true" />
          )
        }
        onClick={() => preview.refresh()}
      />
    </span>
  );
}
