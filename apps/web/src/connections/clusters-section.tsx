import { useQuery } from '@tanstack/react-query';
import type { ClusterInfo } from '@tailrace/server/router';
import { Plus, Server } from 'lucide-react';
import { useState } from 'react';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ClusterCard } from './cluster-card.tsx';
import { ClusterDialog } from './cluster-dialog.tsx';
import css from './connections.module.css';

/** Flink clusters: where pipelines run that are too big for this machine. */
export function ClustersSection() {
  const { data, error, refetch } = useQuery(trpc.clusters.list.queryOptions());
  const [edits, setEdits] = useState<ClusterInfo | 'new' | undefined>(undefined);
  const failure = failureOf(error);
  return (
    <section aria-labelledby="clusters">
      <div className={css.sectionHead}>
        <h2 id="clusters">Flink clusters</h2>
        <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setEdits('new')}>
          Add a cluster
        </Button>
      </div>
      {failure !== undefined && (
        <Failure what="The clusters cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={2} height="20px" />}
      {data?.length === 0 && (
        <EmptyState icon={<Server size={20} aria-hidden="true" />} title="No cluster yet">
          Pipelines run on the engine of this machine. Where that is not enough, add an Apache Flink cluster
          by the address of its REST API, and choose it when you launch.
        </EmptyState>
      )}
      <ul className={css.cards}>
        {data?.map((cluster) => (
          <ClusterCard key={cluster.id} cluster={cluster} onEdit={() => setEdits(cluster)} />
        ))}
      </ul>
      {edits !== undefined && (
        <ClusterDialog {...(edits === 'new' ? {} : { cluster: edits })} onClose={() => setEdits(undefined)} />
      )}
    </section>
  );
}
