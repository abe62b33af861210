import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { failureOf } from '../lib/use-failure.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Table } from '../ui/table.tsx';

export function PipelinesPage() {
  const { data, error, refetch } = useQuery(trpc.pipelines.list.queryOptions());
  const [, go] = useLocation();
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({ onSuccess: ({ id }) => go(`/pipelines/${id}`) }),
  );
  const failure = failureOf(error);
  const add = (
    <Button
      variant="primary"
      icon={<Plus size={14} aria-hidden="true" />}
      busy={create.isPending}
      onClick={() => create.mutate({ name: 'untitled', text: '' })}
    >
      New pipeline
    </Button>
  );
  return (
    <Page title="Pipelines" actions={add}>
      {failure !== undefined && (
        <Failure what="The pipelines cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.length === 0 && (
        <EmptyState title="No pipelines yet">
          A pipeline carries changes from one database to another.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <Table caption="Pipelines">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {data.map((pipeline) => (
              <tr key={pipeline.id}>
                <th scope="row">
                  <Link href={`/pipelines/${pipeline.id}`}>{pipeline.name}</Link>
                </th>
                <td>{pipeline.source.label}</td>
                <td>{pipeline.sink.label}</td>
                <td>
                  <StateChip state={pipeline.state} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Page>
  );
}
