import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { PipelineDetail } from '@tailrace/server/router';
import { Link } from 'wouter';
import { SessionProvider } from '../../document/session.tsx';
import { trpc } from '../../lib/trpc.ts';
import { failureOf } from '../../lib/use-failure.ts';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Designer } from './designer.tsx';
import { openSession, type OpenSession } from './open-session.ts';

/** A pipeline, opened. */
export function DesignerPage({ id }: { readonly id: string }) {
  const { data, error, refetch } = useQuery({
    ...trpc.pipelines.get.queryOptions({ id }),
    // Read once: from then on the session on the screen is the truth, and the server is asked through it.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const failure = failureOf(error);
  if (data !== undefined) return <OpenDesigner detail={data} />;
  return (
    <Page title="Pipeline" trail={<Link href="/">Pipelines</Link>}>
      {failure === undefined ? (
        <Skeleton lines={8} height="20px" label="Opening the pipeline" />
      ) : (
        <Failure what="The pipeline cannot be opened" {...failure} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}

function OpenDesigner({ detail }: { readonly detail: PipelineDetail }) {
  const [session, setSession] = useState<OpenSession>();
  useEffect(() => {
    const opened = openSession(detail);
    // A session holds timers and streams: it is made when the page is there, and closed with it.
    // oxlint-disable-next-line react/set-state-in-effect
    setSession(opened);
    return () => opened.close();
  }, [detail]);
  if (session === undefined) return null;
  return (
    <SessionProvider session={session}>
      <ReactFlowProvider>
        <Designer name={detail.name} />
      </ReactFlowProvider>
    </SessionProvider>
  );
}
