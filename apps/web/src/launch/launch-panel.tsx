// Launch as a panel over the page: what is checked, what will be created, what will be read; then one button. Nothing is hidden.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClusterInfo, PreflightReport } from '@tailrace/server/router';
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
import { Skeleton } from '../ui/skeleton.tsx';
import { Creates } from './creates.tsx';
import { EngineChoice } from './engine-choice.tsx';
import { choiceFor, parallelismProblem, targetOf, type LaunchChoice } from './launch-target.ts';
import { Parity } from './parity.tsx';
import { Rewriting } from './rewriting.tsx';
import { Since } from './since.tsx';
import css from './launch.module.css';

interface LaunchPanelProps {
  readonly onClose: () => void;
  readonly onLaunched: (runId: string) => void;
}

export function LaunchPanel(props: LaunchPanelProps) {
  const { text, choice, change, clusters, savepoints, report, preflight, launch } = useLaunch(props);
  const failure = failureOf(preflight.error);
  const launchFailure = failureOf(launch.error);
  const isBlocked = report?.checks.some((check) => check.status === 'failed') === true;
  const cluster = clusters.find(({ id }) => id === choice.engine);
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      shape="side"
      title="Launch"
      description="What is checked, what will be created, what will be read."
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
            disabled={
              report === undefined ||
              preflight.isPlaceholderData ||
              isBlocked ||
              parallelismProblem(choice.parallelism) !== undefined
            }
            onClick={() => launch.mutate()}
          >
            Launch
          </Button>
        </>
      }
    >
      <div className={css.sections}>
        <EngineChoice choice={choice} clusters={clusters} savepoints={savepoints} onChange={change} />
        {launchFailure !== undefined && <Failure what="It was not launched" {...launchFailure} />}
        {failure !== undefined && <Failure what="The preflight could not be made" {...failure} />}
        {report === undefined && failure === undefined && (
          <Skeleton lines={6} height="18px" label="Checking source and sink" />
        )}
        {report !== undefined && <Report report={report} isOnCluster={cluster !== undefined} />}
        {cluster !== undefined && report !== undefined && (
          <OnCluster text={text} cluster={cluster} report={report} choice={choice} onChange={change} />
        )}
      </div>
    </Dialog>
  );
}

interface OnClusterProps {
  readonly text: string;
  readonly cluster: ClusterInfo;
  readonly report: PreflightReport;
  readonly choice: LaunchChoice;
  readonly onChange: (fields: Partial<LaunchChoice>) => void;
}

/** What only a launch on a cluster has: another release's meaning, and whether both engines mean the same. */
function OnCluster({ text, cluster, report, choice, onChange }: OnClusterProps) {
  return (
    <>
      <Rewriting
        lines={report.rewriting ?? []}
        release={cluster.release === 'newest' ? 'this cluster' : `Flink CDC ${cluster.release}`}
        isTaken={choice.rewrite}
        onTake={(rewrite) => onChange({ rewrite })}
      />
      <Parity text={text} clusterId={cluster.id} rewrite={choice.rewrite} />
    </>
  );
}

/** The choice, what is known for it, and the launch. The report of another choice stays on the screen until the new one is there. */
function useLaunch({ onLaunched }: LaunchPanelProps) {
  const { document, pipelineId, autosave } = useSession();
  const client = useQueryClient();
  const [text] = useState(() => document.getState().snapshot.text);
  const { choice, isReady, ...rest } = useLaunchChoice(pipelineId);
  const target = targetOf(choice);
  const onTarget = target === undefined ? {} : { target };
  const preflight = useQuery({
    ...trpc.preflight.run.queryOptions({ text, pipelineId, ...onTarget }),
    enabled: isReady,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
  const launch = useMutation({
    mutationFn: async () => {
      await autosave.flush();
      return api.runs.launch.mutate({ pipelineId, ...onTarget });
    },
    onSuccess: ({ runId }) => {
      // Not the pipeline itself: the session on the screen is its truth.
      void client.invalidateQueries(trpc.clusters.pathFilter());
      onLaunched(runId);
    },
  });
  return { text, choice, ...rest, preflight, report: preflight.data, launch };
}

/** Begins with what the pipeline was launched on last. */
function useLaunchChoice(pipelineId: string) {
  const [chosen, setChosen] = useState<LaunchChoice | undefined>(undefined);
  const clusters = useQuery({ ...trpc.clusters.list.queryOptions(), staleTime: 0 });
  const savepoints = useQuery({ ...trpc.runs.savepoints.queryOptions({ pipelineId }), staleTime: 0 });
  const last = clusters.data?.find(({ pipelines }) => pipelines.some(({ id }) => id === pipelineId));
  const choice = chosen ?? choiceFor(last?.id);
  return {
    choice,
    change: (fields: Partial<LaunchChoice>) => setChosen({ ...choice, ...fields }),
    clusters: clusters.data ?? [],
    savepoints: savepoints.data ?? [],
    isReady: clusters.data !== undefined || clusters.isError,
  };
}

/** In one sentence; each check stands below it. */
function verdictOn(checks: PreflightReport['checks']): string {
  const [failed, warnings] = (['failed', 'warning'] as const).map(
    (status) => checks.filter((check) => check.status === status).length,
  );
  if (failed === 0)
    return `${plural(checks.length, 'check')}, none failed${warnings === 0 ? '' : `, ${plural(warnings ?? 0, 'warning')}`}.`;
  return `${failed} of ${plural(checks.length, 'check')} failed: mend what is named, then check again.`;
}

function Report({
  report,
  isOnCluster,
}: {
  readonly report: PreflightReport;
  readonly isOnCluster: boolean;
}) {
  const { checks, creates, estimate, since } = report;
  return (
    <>
      {since !== undefined && <Since since={since} />}
      <section aria-label="Checks">
        <h3>Checks</h3>
        <p className={css.verdict}>{verdictOn(checks)}</p>
        <CheckList checks={checks} />
      </section>
      <section aria-label="What will be read">
        <h3>What will be read</h3>
        {estimate === undefined ? (
          <p>That can be told by the cluster only, when the job begins.</p>
        ) : (
          <p>
            {plural(estimate.tables, 'table')}
            {estimate.rows !== undefined && `, about ${formatCount(estimate.rows)} rows`} as they are now, and
            then every change.
          </p>
        )}
      </section>
      {creates !== undefined && <Creates creates={creates} />}
      {creates === undefined && isOnCluster && (
        <section aria-label="What will be created">
          <h3>What will be created</h3>
          <p>Flink CDC creates the tables that the sink lacks when the job begins, and does not say how.</p>
        </section>
      )}
    </>
  );
}
