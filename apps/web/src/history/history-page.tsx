import { useQuery } from '@tanstack/react-query';
import { formatDateTime } from '../lib/format.ts';
import { failureOf } from '../lib/use-failure.ts';
import { trpc } from '../lib/trpc.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Table } from '../ui/table.tsx';

export function HistoryPage() {
  const { data, error, refetch } = useQuery(trpc.schemaHistory.list.queryOptions({ limit: 100 }));
  const failure = failureOf(error);
  return (
    <Page title="Schema history">
      {failure !== undefined && (
        <Failure what="The history cannot be read" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.length === 0 && (
        <EmptyState title="No schema change seen yet">
          While a pipeline runs, each change of a source table is kept here with what the sink did.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Table caption="Schema changes">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Pipeline</th>
              <th scope="col">Table</th>
              <th scope="col">Change</th>
            </tr>
          </thead>
          <tbody>
            {data.map((entry) => (
              <tr key={entry.id}>
                <td>{formatDateTime(entry.at)}</td>
                <td>{entry.pipelineName}</td>
                <td>{entry.sourceTable}</td>
                <td>{entry.kind}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Page>
  );
}
