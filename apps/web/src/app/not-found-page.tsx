import { Link } from 'wouter';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyState title="Nothing lives at this address" actions={<Link href="/">Go to the pipelines</Link>}>
        The link may be old, or the thing it led to was removed.
      </EmptyState>
    </Page>
  );
}
