// Launch as a panel over the page: what is checked, what will be created, what will be read; then one button. Nothing is hidden.
import { useMutation, useQuery } from '@tanstack/react-query';
import type { PreflightReport } from '@tailrace/server/router';
import { RefreshCw, Rocket } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../document/session.tsx';
import { formatCount, plural } from '../lib/format.ts';
import { api } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { CheckList } from '../ui/check-list.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Creates } from './creates.tsx';
import css from './launch.module.css';

interface LaunchPanelProps {
  readonly onClose: () => void;
  readonly onLaunched: (runId: string) => void;
}

export function LaunchPanel({ onClose, onLaunched }: LaunchPanelProps) {
  const { document, pipelineId, autosave } = useSession();
  const [text] = useState(() => document.getState().snapshot.text);
  const preflight = useQuery({
    ...trpc.preflight.run.queryOptions({ text, pipelineId }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const launch = useMutation({
    mutationFn: async () => {
      await autosave.flush();
      return api.runs.launch.mutate({ pipelineId });
    },
    onSuccess: ({ runId }) => onLaunched(runId),
  });
  const failure = failureOf(preflight.error);
  const launchFailure = failureOf(launch.error);
  const isBlocked = preflight.data?.checks.some((check) => check.status === 'failed') === true;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="side"
      title="Launch"
      description="Runs on the engine of this machine, in a process of its own."
      footer={
        <>
          <Button
            icon={<RefreshCw size={14} aria-hidden="true" />}
            busy={preflight.isFetching}
            onClick={() => void preflight.refetch()}
          >
            Check again
          </Button>
          <Button
            variant="primary"
            icon={<Rocket size={14} aria-hidden="true" />}
            busy={launch.isPending}
            disabled={preflight.data === undefined || isBlocked}
            onClick={() => launch.mutate()}
          >
            Launch
          </Button>
        </>
      }
    >
      <div className={css.sections}>
        {launchFailure !== undefined && <Failure what="It was not launched" {...launchFailure} />}
        {failure !== undefined && <Failure what="The preflight could not be made" {...failure} />}
        {preflight.data === undefined && failure === undefined && (
          <Skeleton lines={6} height="18px" label="Checking source and sink" />
        )}
        {preflight.data !== undefined && <Report report={preflight.data} />}
        {isBlocked && (
          <Notice tone="warn" title="A check failed; mend it, then check again">
            What mends it stands beside the check, ready to be copied.
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

function Report({ report }: { readonly report: PreflightReport }) {
  const { checks, creates, estimate } = report;
  return (
    <>
      <section aria-label="Checks">
        <h3>Checks</h3>
        <CheckList checks={checks} />
      </section>
      <section aria-label="What will be read">
        <h3>What will be read</h3>
        <p>
          {plural(estimate.tables, 'table')}
          {estimate.rows !== undefined && `, about ${formatCount(estimate.rows)} rows`} as they are now, and
          then every change.
        </p>
      </section>
      <Creates creates={creates} />
    </>
  );
}
