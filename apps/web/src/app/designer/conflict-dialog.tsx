import { useQuery } from '@tanstack/react-query';
import { useDocument, useSession } from '../../document/session.tsx';
import { failureOf } from '../../lib/use-failure.ts';
import { trpc } from '../../lib/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './designer.module.css';

/** Somebody saved in between: both texts side by side, and a choice that loses nothing (versions are kept). */
export function ConflictDialog() {
  const { pipelineId, autosave } = useSession();
  const mine = useDocument(({ snapshot }) => snapshot.text);
  const { data, error } = useQuery({
    ...trpc.pipelines.get.queryOptions({ id: pipelineId }),
    staleTime: 0,
    gcTime: 0,
  });
  const failure = failureOf(error);
  return (
    <Dialog
      open
      onOpenChange={() => undefined}
      shape="wide"
      title="Somebody else saved this pipeline"
      description="Nothing is overwritten until you choose. The other text stays among the versions either way."
      footer={
        <>
          <Button
            disabled={data === undefined}
            onClick={() => data !== undefined && autosave.adopt(data.text, data.version)}
          >
            Take the other text
          </Button>
          <Button
            variant="primary"
            disabled={data === undefined}
            onClick={() => data !== undefined && void autosave.overwrite(data.version)}
          >
            Keep mine
          </Button>
        </>
      }
    >
      {failure !== undefined && <Failure what="The other text cannot be read" {...failure} />}
      {data === undefined && failure === undefined && <Skeleton lines={8} height="16px" />}
      {data !== undefined && (
        <div className={css.diff}>
          <section aria-label="Mine">
            <h3>On this screen</h3>
            <ScrollRegion label="My text">
              <pre>{mine}</pre>
            </ScrollRegion>
          </section>
          <section aria-label="Theirs">
            <h3>On the server, version {data.version}</h3>
            <ScrollRegion label="Their text">
              <pre>{data.text}</pre>
            </ScrollRegion>
          </section>
        </div>
      )}
    </Dialog>
  );
}
