import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunState } from '@tailrace/server/router';
import { Unplug } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../lib/format.ts';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { hasEnded } from '../lib/run-states.ts';
import css from './runs.module.css';

const REFRESH_MS = 15_000;

/** The replication slot that a job which has ended leaves at the source, with the log that is kept for it. */
export function KeptLogSection({ runId, state }: { readonly runId: string; readonly state: RunState }) {
  const [asks, setAsks] = useState(false);
  const { data, error, refetch } = useQuery({
    ...trpc.runs.keptLog.queryOptions({ runId }),
    enabled: hasEnded(state),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  const failure = failureOf(error);
  if (!hasEnded(state)) return null;
  if (failure !== undefined)
    return (
      <div className={css.notice}>
        <Failure
          what="Whether the source keeps log for this run cannot be seen"
          {...failure}
          onRetry={() => void refetch()}
        />
      </div>
    );
  if (data === undefined || data === null) return null;
  return (
    <section aria-labelledby="kept-log" className={css.notice}>
      <div className={css.sectionHead}>
        <h2 id="kept-log">Left at the source</h2>
      </div>
      <Notice
        tone="warn"
        title={`Replication slot ${data.name} keeps ${formatBytes(data.retainedBytes)} of log`}
        actions={
          <Button
            icon={<Unplug size={14} aria-hidden="true" />}
            disabled={data.isActive}
            onClick={() => setAsks(true)}
          >
            Drop the slot…
          </Button>
        }
      >
        {data.isActive
          ? 'Somebody reads from it just now.'
          : 'It grows with every change until the run is started again, or the slot is dropped.'}
      </Notice>
      {asks && <DropDialog runId={runId} slot={data.name} onClose={() => setAsks(false)} />}
    </section>
  );
}

interface DropDialogProps {
  readonly runId: string;
  readonly slot: string;
  readonly onClose: () => void;
}

function DropDialog({ runId, slot, onClose }: DropDialogProps) {
  const client = useQueryClient();
  const drop = useMutation(
    trpc.runs.dropKeptLog.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.runs.pathFilter());
        onClose();
      },
    }),
  );
  const failure = drop.error === null ? undefined : describeFailure(drop.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Drop the slot ${slot}?`}
      description="The source forgets what it keeps for this run. Its savepoints are worth nothing after that: started again, the run has to copy every table anew."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={drop.isPending} onClick={() => drop.mutate({ runId })}>
            Drop the slot
          </Button>
        </>
      }
    >
      {failure === undefined ? null : <Failure what="It was not dropped" {...failure} />}
    </Dialog>
  );
}
