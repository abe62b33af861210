import { useQuery } from '@tanstack/react-query';
import { formatDateTime } from '../lib/format.ts';
import { failureOf } from '../lib/use-failure.ts';
import { trpc } from '../lib/trpc.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Table } from '../ui/table.tsx';

export function ConnectionsPage() {
  const { data, error, refetch } = useQuery(trpc.secrets.list.queryOptions());
  const failure = failureOf(error);
  return (
    <Page title="Connections">
      {failure !== undefined && (
        <Failure what="The secrets cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.length === 0 && (
        <EmptyState title="No secrets stored">
          A password typed into a form is kept here, encrypted, and the pipeline only names it.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Table caption="Secrets">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Changed</th>
            </tr>
          </thead>
          <tbody>
            {data.map((secret) => (
              <tr key={secret.name}>
                <th scope="row">
                  <code>{`\${secret.${secret.name}}`}</code>
                </th>
                <td>{formatDateTime(secret.updatedAt)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Page>
  );
}
