import { useQuery } from '@tanstack/react-query';
import type { RunDetail, RunState } from '@tailrace/server/router';
import { useMemo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { formatDateTime, formatDuration } from '../lib/format.ts';
import { useLiveRun, withPast, type LiveRun } from '../lib/live-run.ts';
import { trpc } from '../lib/trpc.ts';
import { useNow } from '../lib/use-now.ts';
import { failureOf } from '../lib/use-failure.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { FactCards } from './fact-cards.tsx';
import { JobSections } from './job-sections.tsx';
import { RetakeDialog } from './retake-dialog.tsx';
import { RunEvents } from './run-events.tsx';
import { RunTables } from './run-tables.tsx';
import { RunVerbs } from './run-verbs.tsx';
import css from './runs.module.css';

const JOB_REFRESH_MS = 3_000;

interface PictureRequest {
  readonly pipelineId: string;
  readonly text: string;
  readonly state: RunState;
  readonly run: LiveRun;
}

interface RunPageProps {
  readonly id: string;
  /** The document of the run as a picture; another feature draws it, and the app puts it here. */
  readonly renderCanvas: (request: PictureRequest) => ReactNode;
}

export function RunPage({ id, renderCanvas }: RunPageProps) {
  const { data, error, refetch } = useQuery({
    ...trpc.runs.get.queryOptions({ runId: id }),
    // Savepoints come and go with no event of their own.
    refetchInterval: ({ state: query }) => (query.data?.job === undefined ? false : JOB_REFRESH_MS),
  });
  const live = useLiveRun(id);
  const failure = failureOf(error);
  const state = live.state ?? data?.state;
  return (
    <Page
      title={data?.pipelineName ?? 'Run'}
      trail={<Link href="/runs">Runs</Link>}
      beside={
        <>
          {state !== undefined && <StateChip state={live.isConnected ? state : 'unknown'} />}
          {data !== undefined && <RunFacts run={data} />}
        </>
      }
      actions={
        data !== undefined &&
        state !== undefined && (
          <RunVerbs runId={id} pipelineId={data.pipelineId} state={state} job={data.job} />
        )
      }
    >
      {failure !== undefined && (
        <Failure what="The run cannot be shown" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={8} height="20px" />}
      {data !== undefined && <RunBody detail={data} live={live} renderCanvas={renderCanvas} />}
    </Page>
  );
}

function RunFacts({ run }: { readonly run: RunDetail }) {
  const now = useNow(1000);
  const until = run.endedAt ?? now;
  return (
    <span className={css.facts} title={`since ${formatDateTime(run.startedAt)}`}>
      {formatDuration(Math.max(0, until - run.startedAt))} ·{' '}
      {run.clusterName === undefined ? 'embedded engine' : `Flink on ${run.clusterName}`} · version{' '}
      {run.version}
    </span>
  );
}

interface RunBodyProps extends Pick<RunPageProps, 'renderCanvas'> {
  readonly detail: RunDetail;
  readonly live: LiveRun;
}

function RunBody({ detail, live, renderCanvas }: RunBodyProps) {
  const now = useNow(1000);
  const [asked, setAsked] = useState<string>();
  // Once: what comes later comes live.
  const { data: points } = useQuery({
    ...trpc.runs.points.queryOptions({ runId: detail.id }),
    staleTime: Infinity,
    gcTime: 0,
  });
  const run = useMemo(
    (): LiveRun =>
      withPast(live.metrics === undefined ? { ...live, metrics: detail.metrics } : live, points ?? []),
    [live, detail.metrics, points],
  );
  return (
    <div className={css.page}>
      <Troubles run={run} detail={detail} now={now} />
      <FactCards run={run} now={now} />
      {renderCanvas({
        pipelineId: detail.pipelineId,
        text: detail.text,
        state: run.state ?? detail.state,
        run,
      })}
      <RunTables
        metrics={run.metrics}
        now={now}
        isJob={detail.job !== undefined}
        {...(detail.job === undefined && (run.state ?? detail.state) === 'streaming'
          ? { retake: setAsked }
          : {})}
      />
      {asked !== undefined && (
        <RetakeDialog runId={detail.id} table={asked} onClose={() => setAsked(undefined)} />
      )}
      {detail.job !== undefined && (
        <JobSections
          runId={detail.id}
          job={detail.job}
          state={run.state ?? detail.state}
          metrics={run.metrics}
        />
      )}
      <RunEvents run={run} />
    </div>
  );
}

/** In one sentence what happened, and when it is tried again. */
function Troubles({
  run,
  detail,
  now,
}: {
  readonly run: LiveRun;
  readonly detail: RunDetail;
  readonly now: number;
}) {
  const error = run.state === undefined ? detail.error : run.error;
  return (
    <>
      {!run.isConnected && (
        <div className={css.notice}>
          <Notice tone="warn" title="The server does not answer">
            The figures are those of the last answer. The page goes on as soon as it is back.
          </Notice>
        </div>
      )}
      <ClusterTrouble run={run} />
      {error !== undefined && (
        <div className={css.notice}>
          <Notice
            tone="error"
            title={run.retryAtMs === undefined ? 'The run failed' : 'The run was interrupted'}
            code={error.code}
          >
            <p>{error.message}</p>
            {typeof error.data['raw'] === 'string' && <RawText text={error.data['raw']} />}
            {run.retryAtMs !== undefined && (
              <p>Tried again in {formatDuration(Math.max(0, run.retryAtMs - now))}.</p>
            )}
          </Notice>
        </div>
      )}
    </>
  );
}

/** What Flink said, whole, for who wants it. */
function RawText({ text }: { readonly text: string }) {
  return (
    <details className={css.raw}>
      <summary>What Flink said</summary>
      <ScrollRegion label="What Flink said" className={css.rawText}>
        <pre>{text}</pre>
      </ScrollRegion>
      <CopyButton text={text} label="Copy what Flink said" />
    </details>
  );
}

/** States in between that a job on a cluster can be in for a long time, with the reason. */
function ClusterTrouble({ run: { state, reason } }: { readonly run: LiveRun }) {
  if (state !== 'unknown' && state !== 'restarting') return null;
  return (
    <div className={css.notice}>
      <Notice
        tone="warn"
        title={
          state === 'unknown'
            ? 'Nobody knows how the job is just now'
            : 'The job failed and is started again by the cluster'
        }
      >
        {reason !== undefined && <p>{sentence(reason)}</p>}
        {state === 'unknown' && (
          <p>
            It may run on. The figures are those of the last answer; it is asked again and again, and nothing
            is submitted a second time.
          </p>
        )}
      </Notice>
    </div>
  );
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? '' : '.'}`;
