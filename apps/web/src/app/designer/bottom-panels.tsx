import { LoaderCircle, RefreshCw } from 'lucide-react';
import { usePreview, useSession } from '../../document/session.tsx';
import { formatDuration } from '../../lib/format.ts';
import { useProblems } from '../../document/use-problems.ts';
import { ProblemsPanel } from '../../panels/problems-panel.tsx';
import { RowsPanel } from '../../panels/rows-panel.tsx';
import { SchemaPanel } from '../../panels/schema-panel.tsx';
import { TablesPanel } from '../../panels/tables-panel.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import css from './designer.module.css';

interface BottomPanelsProps {
  readonly panel: string;
  readonly onPanel: (panel: string) => void;
}

/** What the document means for the data: rows, tables, problems, schemas. */
export function BottomPanels({ panel, onPanel }: BottomPanelsProps) {
  const problems = useProblems();
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
        {status === 'ready' && elapsed !== undefined && `${tables} tables in ${formatDuration(elapsed)}`}
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
