import type { PreviewResult } from '@tailrace/server/router';
import { DatabaseZap, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDocument, usePreview, useSession } from '../document/session.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import css from './panels.module.css';

/** What surrounds everything that comes from a preview: asking, failed, nothing to ask, or an answer (perhaps an older one). */
export function PreviewFrame({ children }: { readonly children: (result: PreviewResult) => ReactNode }) {
  const { preview } = useSession();
  const result = usePreview((state) => state.result);
  const failure = usePreview((state) => state.failure);
  const status = usePreview((state) => state.status);
  const hasSource = useDocument(({ snapshot }) => snapshot.pipeline.source?.type !== undefined);
  const isBroken = useDocument(({ snapshot }) => snapshot.stale);
  if (failure !== undefined && result !== undefined) {
    // The last good answer stays, so that nothing jumps while somebody types.
    return (
      <div className={css.older}>
        <div className={css.olderBar} role="status">
          <TriangleAlert size={14} aria-hidden="true" />
          <span>
            Seen before the last change: {failure.message} <code>{failure.code}</code>
          </span>
          <Button variant="quiet" onClick={() => preview.refresh()}>
            Try again
          </Button>
        </div>
        <div className={css.olderRest}>{children(result)}</div>
      </div>
    );
  }
  if (failure !== undefined) {
    return (
      <div className={css.pad}>
        <Failure what="The preview did not come about" {...failure} onRetry={() => preview.refresh()} />
      </div>
    );
  }
  if (result !== undefined) return children(result);
  if (!hasSource && isBroken) {
    return (
      <EmptyState icon={<DatabaseZap size={24} aria-hidden="true" />} title="The text cannot be read yet">
        Mend it, and the tables and rows of its source appear here.
      </EmptyState>
    );
  }
  if (!hasSource) {
    return (
      <EmptyState icon={<DatabaseZap size={24} aria-hidden="true" />} title="Nothing to look at yet">
        Add a source, and its tables and rows appear here. Looking writes nothing and leaves nothing behind.
      </EmptyState>
    );
  }
  return (
    <div className={css.pad}>
      {status === 'running' && <Skeleton lines={6} height="16px" label="Reading rows from the source" />}
    </div>
  );
}
