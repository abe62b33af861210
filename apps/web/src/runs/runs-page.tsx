import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { formatCount, formatDateTime } from '../lib/format.ts';
import { failureOf } from '../lib/use-failure.ts';
import { trpc } from '../lib/trpc.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Table } from '../ui/table.tsx';

export function RunsPage() {
  const { data, error, refetch } = useQuery(trpc.runs.list.queryOptions());
  const failure = failureOf(error);
  return (
    <Page title="Runs">
      {failure !== undefined && (
        <Failure what="The runs cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.length === 0 && (
        <EmptyState title="Nothing has run yet">Open a pipeline and launch it.</EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Table caption="Runs">
          <thead>
            <tr>
              <th scope="col">Pipeline</th>
              <th scope="col">State</th>
              <th scope="col">Started</th>
              <th scope="col">Rows written</th>
            </tr>
          </thead>
          <tbody>
            {data.map((run) => (
              <tr key={run.id}>
                <th scope="row">
                  <Link href={`/runs/${run.id}`}>{run.pipelineName}</Link>
                </th>
                <td>
                  <StateChip state={run.state} />
                </td>
                <td>{formatDateTime(run.startedAt)}</td>
                <td>{formatCount(run.rowsWritten)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Page>
  );
}
