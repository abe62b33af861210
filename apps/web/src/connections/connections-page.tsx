import { useQueries, useQuery } from '@tanstack/react-query';
import { Database } from 'lucide-react';
import { Link } from 'wouter';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ClustersSection } from './clusters-section.tsx';
import css from './connections.module.css';
import { EndpointCard } from './endpoint-card.tsx';
import { endpointsOf } from './endpoints.ts';
import { SecretsSection } from './secrets-section.tsx';

export function ConnectionsPage() {
  const list = useQuery(trpc.pipelines.list.queryOptions());
  const details = useQueries({
    queries: (list.data ?? []).map(({ id }) => trpc.pipelines.get.queryOptions({ id })),
  });
  const pipelines = details.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const isLoading = list.isPending || details.some(({ isPending }) => isPending);
  const failure = failureOf(list.error);
  const endpoints = endpointsOf(pipelines);
  return (
    <Page title="Connections">
      <div className={css.page}>
        <p className={css.lead}>
          The databases that your pipelines name, the clusters they can be launched on, and the secrets they
          use. A connection is part of its pipeline&apos;s document; change it there.
        </p>
        {failure !== undefined && (
          <Failure what="The pipelines cannot be listed" {...failure} onRetry={() => void list.refetch()} />
        )}
        <section aria-labelledby="endpoints">
          <div className={css.sectionHead}>
            <h2 id="endpoints">Databases</h2>
          </div>
          {isLoading && failure === undefined && <Skeleton lines={4} height="20px" />}
          {!isLoading && endpoints.length === 0 && (
            <EmptyState
              icon={<Database size={20} aria-hidden="true" />}
              title="No database yet"
              actions={<Link href="/">Go to the pipelines</Link>}
            >
              As soon as a pipeline has a source or a sink, it stands here and can be tested.
            </EmptyState>
          )}
          <ul className={css.cards}>
            {endpoints.map((endpoint) => (
              <EndpointCard key={endpoint.key} endpoint={endpoint} />
            ))}
          </ul>
        </section>
        <ClustersSection />
        <SecretsSection pipelines={pipelines} />
      </div>
    </Page>
  );
}
