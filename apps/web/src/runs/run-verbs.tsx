import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, Pause, Play, Square, SquarePen, Unplug } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { JobInfo, RunState } from '@tailrace/server/router';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { JobVerbs } from './job-verbs.tsx';
import { isGoing } from '../lib/run-states.ts';

interface RunVerbsProps {
  readonly runId: string;
  readonly pipelineId: string;
  readonly state: RunState;
  /** Present: it runs on a cluster. */
  readonly job: JobInfo | undefined;
}

/** What can be done with a run in its state. */
export function RunVerbs({ runId, pipelineId, state, job }: RunVerbsProps) {
  const [, go] = useLocation();
  return (
    <>
      {job === undefined ? (
        <ProcessVerbs runId={runId} state={state} />
      ) : (
        <JobVerbs runId={runId} state={state} job={job} />
      )}
      <Button
        icon={<SquarePen size={14} aria-hidden="true" />}
        onClick={() => go(`/pipelines/${pipelineId}`)}
      >
        Open in designer
      </Button>
    </>
  );
}

/** The same where no more is known of the run than its state. */
export function VerbsOfRun({ runId, state }: Pick<RunVerbsProps, 'runId' | 'state'>) {
  const { data } = useQuery(trpc.runs.get.queryOptions({ runId }));
  if (data === undefined) return null;
  return data.job === undefined ? (
    <ProcessVerbs runId={runId} state={state} />
  ) : (
    <JobVerbs runId={runId} state={state} job={data.job} />
  );
}

function ProcessVerbs({ runId, state }: Pick<RunVerbsProps, 'runId' | 'state'>) {
  const [asks, setAsks] = useState(false);
  const { pause, resume, stop } = useRunMutations();
  const icon = { size: 14, 'aria-hidden': true } as const;
  const going = isGoing(state);
  return (
    <>
      {going && (
        <Button icon={<Pause {...icon} />} busy={pause.isPending} onClick={() => pause.mutate({ runId })}>
          Pause
        </Button>
      )}
      {(state === 'paused' || state === 'failed' || state === 'stopped') && (
        <Button icon={<Play {...icon} />} busy={resume.isPending} onClick={() => resume.mutate({ runId })}>
          {state === 'failed' ? 'Retry' : 'Resume'}
        </Button>
      )}
      {state === 'failed' && (
        <Button icon={<Unplug {...icon} />} busy={stop.isPending} onClick={() => setAsks(true)}>
          Clean up…
        </Button>
      )}
      {(going || state === 'paused' || state === 'pausing') && (
        <Menu
          label="Stop"
          trigger={
            <Button icon={<Square {...icon} />} busy={stop.isPending || state === 'stopping'}>
              Stop
              <ChevronDown {...icon} />
            </Button>
          }
          items={[
            {
              id: 'stop',
              label: 'Stop at a checkpoint',
              hint: 'Position and slot are kept; the run can be resumed',
              onSelect: () => stop.mutate({ runId, cleanUp: false }),
            },
            {
              id: 'clean',
              label: 'Stop and clean up the source…',
              hint: 'Drops the replication slot and publication',
              danger: true,
              onSelect: () => setAsks(true),
            },
          ]}
        />
      )}
      {asks && (
        <Dialog
          open
          onOpenChange={setAsks}
          title={going ? 'Stop and clean up?' : 'Clean up the source?'}
          description="The replication slot and the publication that this pipeline made on the source are dropped, so the source keeps no more log for it. The run cannot go on after that; a new one begins with a snapshot. Rows in the sink stay."
          footer={
            <>
              <Button onClick={() => setAsks(false)}>{going ? 'Keep going' : 'Keep it'}</Button>
              <Button
                variant="danger"
                busy={stop.isPending}
                onClick={() => stop.mutate({ runId, cleanUp: true }, { onSettled: () => setAsks(false) })}
              >
                {going ? 'Stop and clean up' : 'Clean up'}
              </Button>
            </>
          }
        >
          {null}
        </Dialog>
      )}
    </>
  );
}

function useRunMutations() {
  const client = useQueryClient();
  const options = (verb: string) => ({
    onSuccess: () => client.invalidateQueries(trpc.runs.pathFilter()),
    onError: (error: unknown) =>
      toast(`The run was not ${verb}: ${describeFailure(error).message}`, { tone: 'error' }),
  });
  return {
    pause: useMutation(trpc.runs.pause.mutationOptions(options('paused'))),
    resume: useMutation(trpc.runs.resume.mutationOptions(options('resumed'))),
    stop: useMutation(trpc.runs.stop.mutationOptions(options('stopped'))),
  };
}
