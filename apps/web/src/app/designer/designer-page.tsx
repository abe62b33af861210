import { ReactFlowProvider } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';
import type { PipelineDetail } from '@tailrace/server/router';
import { Link } from 'wouter';
import { SessionProvider } from '../../document/session.tsx';
import { api, describeFailure, type CallFailure } from '../../lib/api.ts';
import { Failure } from '../../ui/failure.tsx';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Designer } from './designer.tsx';
import { openSession, type OpenSession } from './open-session.ts';

export const loadRunPicture = async () => (await import('../../canvas/run-picture.tsx')).RunPicture;

/** A pipeline, opened. */
export function DesignerPage({ id }: { readonly id: string }) {
  const { detail, failure, retry } = useDetail(id);
  if (detail !== undefined) return <OpenDesigner detail={detail} />;
  return (
    <Page title="Pipeline" trail={<Link href="/">Pipelines</Link>}>
      {failure === undefined ? (
        <Skeleton lines={8} height="20px" label="Opening the pipeline" />
      ) : (
        <Failure what="The pipeline cannot be opened" {...failure} onRetry={retry} />
      )}
    </Page>
  );
}

interface Opening {
  readonly detail?: PipelineDetail;
  readonly failure?: CallFailure;
}

/** Reads a pipeline once: from then on the session on the screen is the truth, and the server is asked through it. */
function useDetail(id: string): Opening & { readonly retry: () => void } {
  const [opening, setOpening] = useState<Opening>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    api.pipelines.get.query({ id }, { signal: left.signal }).then(
      (detail) => setOpening({ detail }),
      (error: unknown) => {
        if (!left.signal.aborted) setOpening({ failure: describeFailure(error) });
      },
    );
    return () => left.abort();
  }, [id, attempt]);
  const retry = useCallback(() => {
    setOpening({});
    setAttempt((count) => count + 1);
  }, []);
  return { ...opening, retry };
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
  useEffect(() => session?.begin(), [session]);
  if (session === undefined) return null;
  return (
    <SessionProvider session={session}>
      <ReactFlowProvider>
        <Designer name={detail.name} />
      </ReactFlowProvider>
    </SessionProvider>
  );
}
