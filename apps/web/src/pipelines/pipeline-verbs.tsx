import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PipelineListItem } from '@tailrace/server/router';
import { Copy, Ellipsis, History, Play, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { isGoing } from '../lib/run-states.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Menu } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import { toast } from '../ui/toast.tsx';

/** What can be done with a pipeline from the list. */
export function PipelineVerbs({ pipeline }: { readonly pipeline: PipelineListItem }) {
  const [, go] = useLocation();
  const [asks, setAsks] = useState(false);
  const refresh = useRefresh();
  const duplicate = useMutation(
    trpc.pipelines.duplicate.mutationOptions({
      onSuccess: refresh,
      onError: (error) => say('duplicated', error),
    }),
  );
  const runId = pipeline.runId;
  const icon = { size: 14, 'aria-hidden': true } as const;
  return (
    <>
      <Menu
        label={`Verbs of ${pipeline.name}`}
        trigger={<IconButton label={`Verbs of ${pipeline.name}`} icon={<Ellipsis {...icon} />} />}
        items={[
          {
            id: 'open',
            label: 'Open',
            icon: <SquarePen {...icon} />,
            onSelect: () => go(`/pipelines/${pipeline.id}`),
          },
          ...(runId === undefined
            ? []
            : [
                {
                  id: 'run',
                  label: 'Show the run',
                  icon: <Play {...icon} />,
                  onSelect: () => go(`/runs/${runId}`),
                },
              ]),
          {
            id: 'history',
            label: 'Schema history',
            icon: <History {...icon} />,
            onSelect: () => go(`/history?pipeline=${pipeline.id}`),
          },
          {
            id: 'duplicate',
            label: 'Duplicate',
            icon: <Copy {...icon} />,
            onSelect: () => duplicate.mutate({ id: pipeline.id }),
          },
          'separator',
          {
            id: 'remove',
            label: 'Delete…',
            danger: true,
            icon: <Trash2 {...icon} />,
            onSelect: () => setAsks(true),
          },
        ]}
      />
      {asks && <RemoveDialog pipeline={pipeline} onClose={() => setAsks(false)} />}
    </>
  );
}

function RemoveDialog({
  pipeline,
  onClose,
}: {
  readonly pipeline: PipelineListItem;
  readonly onClose: () => void;
}) {
  const refresh = useRefresh();
  const remove = useMutation(
    trpc.pipelines.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
      },
    }),
  );
  const failure = remove.error === null ? undefined : describeFailure(remove.error);
  const { runId } = pipeline;
  const going = isGoing(pipeline.state) || pipeline.state === 'pausing' || pipeline.state === 'stopping';
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete ${pipeline.name}?`}
      description="Its document with all versions, its runs and its schema history are deleted from Tailrace. Tables and rows in your databases stay as they are."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="danger"
            disabled={going}
            busy={remove.isPending}
            onClick={() => remove.mutate({ id: pipeline.id })}
          >
            Delete
          </Button>
        </>
      }
    >
      {going && runId !== undefined && (
        <Notice tone="warn" title="A run of it is going on">
          <Link href={`/runs/${runId}`}>Stop the run</Link> first; then the pipeline can be deleted.
        </Notice>
      )}
      {failure !== undefined && <Failure what="It was not deleted" {...failure} />}
    </Dialog>
  );
}

function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries(trpc.pipelines.pathFilter());
}

function say(verb: string, error: unknown): void {
  toast(`The pipeline was not ${verb}: ${describeFailure(error).message}`, { tone: 'error' });
}
