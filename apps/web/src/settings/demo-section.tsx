import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DemoInfo } from '@tailrace/server/router';
import { useState } from 'react';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import css from './settings.module.css';

/** The built-in database: how to look at it with one's own tools, and how to begin anew. */
export function DemoSection({ demo }: { readonly demo: DemoInfo | undefined }) {
  return (
    <section className={css.section} aria-labelledby="demo">
      <h2 id="demo">Demo database</h2>
      {demo === undefined ? (
        <p>
          It does not run: the server was started with <code>--no-demo</code>. Start it without, and a real
          PostgreSQL with a shop to play with comes up.
        </p>
      ) : (
        <RunningDemo demo={demo} />
      )}
    </section>
  );
}

function RunningDemo({ demo }: { readonly demo: DemoInfo }) {
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const reset = useMutation(
    trpc.demo.reset.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries();
        toast('The demo databases are as new.');
      },
      onError: (error) =>
        toast(`The demo was not reset: ${describeFailure(error).message}`, { tone: 'error' }),
      onSettled: () => setAsks(false),
    }),
  );
  const shell = `psql -h ${demo.host} -p ${demo.port} -U ${demo.user} ${demo.databases[0] ?? 'postgres'}`;
  return (
    <>
      <p>
        A real PostgreSQL with the databases {demo.databases.join(' and ')}, and a small steady load. Alter a
        table there and watch the schema history. The password lies in the file <code>demo/password</code> of
        the data folder.
      </p>
      <div className={css.shell}>
        <code>{shell}</code>
        <CopyButton text={shell} label="Copy the command" />
      </div>
      <Button onClick={() => setAsks(true)}>Reset the demo…</Button>
      {asks && (
        <Dialog
          open
          onOpenChange={setAsks}
          title="Reset the demo?"
          description="Both demo databases are dropped and built anew, with all rows that runs have written there. Runs over them are stopped. Your pipelines stay."
          footer={
            <>
              <Button onClick={() => setAsks(false)}>Keep it</Button>
              <Button variant="danger" busy={reset.isPending} onClick={() => reset.mutate()}>
                Reset
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
