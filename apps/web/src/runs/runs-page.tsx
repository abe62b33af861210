import { useQuery } from '@tanstack/react-query';
import type { RunSummary } from '@tailrace/server/router';
import { Link } from 'wouter';
import { formatAgo, formatCount, formatDateTime, formatDuration, plural } from '../lib/format.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Table } from '../ui/table.tsx';
import css from './runs.module.css';

const REFRESH_MS = 3000;

export function RunsPage() {
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    ...trpc.runs.list.queryOptions(),
    refetchInterval: REFRESH_MS,
  });
  const failure = failureOf(error);
  return (
    <Page
      title="Runs"
      beside={data !== undefined && <span className={css.facts}>{plural(data.length, 'run')}</span>}
    >
      {failure !== undefined && (
        <Failure what="The runs cannot be listed" {...failure} onRetry={() => void refetch()} />
      )}
      {data === undefined && failure === undefined && <Skeleton lines={5} height="20px" />}
      {data?.length === 0 && (
        <EmptyState title="Nothing has run yet" actions={<Link href="/">Go to the pipelines</Link>}>
          Open a pipeline, look at its preview, and press Launch. Each run then stands here with its state,
          its figures and what went wrong.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && <RunList runs={data} now={dataUpdatedAt} />}
    </Page>
  );
}

function RunList({ runs, now }: { readonly runs: readonly RunSummary[]; readonly now: number }) {
  return (
    <Table caption="Runs">
      <thead>
        <tr>
          <th scope="col">Pipeline</th>
          <th scope="col">State</th>
          <th scope="col">Runs on</th>
          <th scope="col">Started</th>
          <th scope="col">Took</th>
          <th scope="col" className={css.number}>
            Rows written
          </th>
          <th scope="col" className={css.number}>
            Lag
          </th>
          <th scope="col">What went wrong</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <th scope="row">
              <Link href={`/runs/${run.id}`}>{run.pipelineName}</Link>{' '}
              <span className={css.hint}>v{run.version}</span>
            </th>
            <td>
              <StateChip state={run.state} />
            </td>
            <td>{run.clusterName ?? 'this machine'}</td>
            <td title={formatDateTime(run.startedAt)}>{formatAgo(run.startedAt, now)}</td>
            <td>{formatDuration((run.endedAt ?? now) - run.startedAt)}</td>
            <td className={css.number}>{formatCount(run.rowsWritten)}</td>
            <td className={css.number}>{run.lagMs === undefined ? '–' : formatDuration(run.lagMs)}</td>
            <td className={css.why}>
              {run.error === undefined ? '' : `${run.error.code}: ${firstSentence(run.error.message)}`}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const firstSentence = (text: string): string => (/^.*?[.!?](?=\s|$)/u.exec(text)?.[0] ?? text).slice(0, 140);
