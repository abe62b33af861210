import { useMutation } from '@tanstack/react-query';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';

/** What reading a table again does, before it is asked for. */
export function RetakeDialog({
  runId,
  table,
  onClose,
}: {
  readonly runId: string;
  readonly table: string;
  readonly onClose: () => void;
}) {
  const retake = useMutation(
    trpc.runs.retake.mutationOptions({
      onSuccess: () => toast(`Reading ${table} again was asked for; what came of it stands under Events.`),
      onError: (error: unknown) =>
        toast(`${table} is not read again: ${describeFailure(error).message}`, { tone: 'error' }),
      onSettled: onClose,
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Read ${table} again?`}
      description="All its rows are read from the source and written over those in the sink, in one transaction; changes of every table wait until that is done, and nothing is lost. Rows that the sink has and the source has not stay."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="primary" busy={retake.isPending} onClick={() => retake.mutate({ runId, table })}>
            Read again
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
