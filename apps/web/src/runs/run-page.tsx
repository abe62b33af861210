import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { failureOf } from '../lib/use-failure.ts';
import { trpc } from '../lib/trpc.ts';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateChip } from '../ui/state-chip.tsx';

export function RunPage({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery(trpc.runs.get.queryOptions({ runId: id }));
  const failure = failureOf(error);
  return (
    <Page
      title={data?.pipelineName ?? 'Run'}
      trail={<Link href="/runs">Runs</Link>}
      beside={data !== undefined && <StateChip state={data.state} />}
    >
      {failure !== undefined && (
        <Failure what="The run cannot be shown" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.error !== undefined && <Failure what="The run failed" {...data.error} />}
    </Page>
  );
}
