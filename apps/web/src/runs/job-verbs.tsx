import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JobInfo, RunState } from '@tailrace/server/router';
import { ChevronDown, Play, Scaling, Square } from 'lucide-react';
import { useState } from 'react';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { hasEnded, isGoing } from '../lib/run-states.ts';
import { ParallelismField, StartDialog } from './start-dialog.tsx';

interface JobVerbsProps {
  readonly runId: string;
  readonly state: RunState;
  readonly job: JobInfo;
}

const ICON = { size: 14, 'aria-hidden': true } as const;

/** What can be done with a run on a cluster in its state. */
export function JobVerbs({ runId, state, job }: JobVerbsProps) {
  const [window, setWindow] = useState<'none' | 'start' | 'rescale' | 'cancel'>('none');
  const close = (): void => setWindow('none');
  const client = useQueryClient();
  const stop = useMutation(
    trpc.runs.stop.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.runs.pathFilter()),
      onError: (error: unknown) =>
        toast(`The run was not stopped: ${describeFailure(error).message}`, { tone: 'error' }),
    }),
  );
  return (
    <>
      {isGoing(state) && (
        <>
          <Button icon={<Scaling {...ICON} />} onClick={() => setWindow('rescale')}>
            Rescale
          </Button>
          <Menu
            label="Stop"
            trigger={
              <Button icon={<Square {...ICON} />} busy={stop.isPending}>
                Stop
                <ChevronDown {...ICON} />
              </Button>
            }
            items={[
              {
                id: 'savepoint',
                label: 'Stop with a savepoint',
                hint: 'Ends the job; the run can be started from there',
                onSelect: () => stop.mutate({ runId, cleanUp: false }),
              },
              {
                id: 'cancel',
                label: 'Cancel without a savepoint…',
                hint: 'Ends the job at once and keeps no place to go on from',
                danger: true,
                onSelect: () => setWindow('cancel'),
              },
            ]}
          />
        </>
      )}
      {hasEnded(state) && (
        <Button variant="primary" icon={<Play {...ICON} />} onClick={() => setWindow('start')}>
          Start
        </Button>
      )}
      {window === 'start' && <StartDialog runId={runId} job={job} onClose={close} />}
      {window === 'rescale' && <RescaleDialog runId={runId} job={job} onClose={close} />}
      {window === 'cancel' && <CancelDialog runId={runId} onClose={close} />}
    </>
  );
}

function RescaleDialog({
  runId,
  job,
  onClose,
}: Omit<JobVerbsProps, 'state'> & { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [parallelism, setParallelism] = useState(String(job.parallelism ?? ''));
  const rescale = useMutation(
    trpc.runs.rescale.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.runs.pathFilter());
        onClose();
      },
    }),
  );
  const failure = rescale.error === null ? undefined : describeFailure(rescale.error);
  const number = Number(parallelism);
  const isRight = Number.isSafeInteger(number) && number >= 1;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Rescale"
      description="The job is stopped with a savepoint and started from it with another parallelism. Each takes one slot of the cluster."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            disabled={!isRight}
            busy={rescale.isPending}
            onClick={() => rescale.mutate({ runId, parallelism: number })}
          >
            Rescale
          </Button>
        </>
      }
    >
      {failure !== undefined && <Failure what="It was not rescaled" {...failure} />}
      <ParallelismField value={parallelism} onChange={setParallelism} />
    </Dialog>
  );
}

function CancelDialog({ runId, onClose }: { readonly runId: string; readonly onClose: () => void }) {
  const client = useQueryClient();
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.runs.pathFilter());
        onClose();
      },
    }),
  );
  const failure = cancel.error === null ? undefined : describeFailure(cancel.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Cancel without a savepoint?"
      description="The job ends at once, and its checkpoints go with it. What the sink has stays; started again, the run copies every table anew, or goes on from an older savepoint. A replication slot stays at the source until you drop it."
      footer={
        <>
          <Button onClick={onClose}>Keep going</Button>
          <Button variant="danger" busy={cancel.isPending} onClick={() => cancel.mutate({ runId })}>
            Cancel the job
          </Button>
        </>
      }
    >
      {failure === undefined ? null : <Failure what="It was not cancelled" {...failure} />}
    </Dialog>
  );
}
