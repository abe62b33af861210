import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ClusterInfo } from '@tailrace/server/router';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { plural } from '../lib/format.ts';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { CheckList } from '../ui/check-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { toast } from '../ui/toast.tsx';
import { accessWords, jarWords } from './cluster-words.ts';
import css from './connections.module.css';

/** A cluster, how one signs in to it, who uses it, and whether it answers. */
export function ClusterCard({
  cluster,
  onEdit,
}: {
  readonly cluster: ClusterInfo;
  readonly onEdit: () => void;
}) {
  const [asks, setAsks] = useState(false);
  const test = useMutation(trpc.clusters.test.mutationOptions());
  const failure = test.error === null ? undefined : describeFailure(test.error);
  return (
    <li className={css.card}>
      <div className={css.head}>
        <Glyph letters="Fl" tone="transform" />
        <div className={css.words}>
          <h3>{cluster.name}</h3>
          <a href={cluster.url} target="_blank" rel="noreferrer">
            <code>{cluster.url}</code> <ExternalLink size={12} aria-label="opens Flink's own page" />
          </a>
        </div>
        <Button
          aria-label={`Test ${cluster.name}`}
          busy={test.isPending}
          onClick={() => test.mutate({ id: cluster.id })}
        >
          Test
        </Button>
        <Button aria-label={`Change ${cluster.name}`} onClick={onEdit}>
          Change
        </Button>
        <Button variant="quiet" aria-label={`Remove ${cluster.name}`} onClick={() => setAsks(true)}>
          Remove
        </Button>
      </div>
      <p className={css.hint}>
        {accessWords(cluster.access)} · {jarWords(cluster.jars)} ·{' '}
        {cluster.release === 'newest' ? 'newest Flink CDC' : `Flink CDC ${cluster.release}`}
      </p>
      <Uses cluster={cluster} />
      {failure !== undefined && <Failure what="The cluster could not be tested" {...failure} />}
      {test.data !== undefined && <CheckList checks={test.data.checks} />}
      {asks && <RemoveDialog cluster={cluster} onClose={() => setAsks(false)} />}
    </li>
  );
}

function Uses({ cluster: { pipelines, runsGoing } }: { readonly cluster: ClusterInfo }) {
  if (pipelines.length === 0) return <p className={css.hint}>No pipeline is launched on it.</p>;
  return (
    <p className={css.hint}>
      Chosen for{' '}
      {pipelines.map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <Link href={`/pipelines/${id}`}>{name}</Link>
        </span>
      ))}
      {runsGoing > 0 && ` · ${plural(runsGoing, 'run')} going on`}
    </p>
  );
}

function RemoveDialog({ cluster, onClose }: { readonly cluster: ClusterInfo; readonly onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation(
    trpc.clusters.remove.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.clusters.pathFilter());
        toast(`${cluster.name} is removed.`);
        onClose();
      },
    }),
  );
  const failure = remove.error === null ? undefined : describeFailure(remove.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Remove ${cluster.name}?`}
      description="Tailrace forgets its address and how to sign in there. Nothing changes on the cluster itself. Its pipelines are launched on this machine again, until you choose another cluster; past runs stay in the list."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate({ id: cluster.id })}>
            Remove
          </Button>
        </>
      }
    >
      {failure === undefined ? null : <Failure what="It was not removed" {...failure} />}
    </Dialog>
  );
}
