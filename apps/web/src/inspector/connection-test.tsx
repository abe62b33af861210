import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../document/session.tsx';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { CheckList } from '../ui/check-list.tsx';
import { Failure } from '../ui/failure.tsx';
import css from './inspector.module.css';

/** Tries the connection as it stands in the form, and says what it found. */
export function ConnectionTest({ role }: { readonly role: 'source' | 'sink' }) {
  const { document } = useSession();
  const [asked, setAsked] = useState<string>();
  const { data, error, isFetching, refetch } = useQuery({
    ...trpc.catalog.testConnection.queryOptions({ text: asked ?? '', role }),
    enabled: asked !== undefined,
    retry: false,
    staleTime: Infinity,
  });
  const failure = failureOf(error);
  function test(): void {
    const { text } = document.getState().snapshot;
    if (text === asked) void refetch();
    else setAsked(text);
  }
  return (
    <div className={css.test}>
      <Button busy={isFetching} onClick={test}>
        Test the connection
      </Button>
      {failure !== undefined && <Failure what="The connection failed" {...failure} />}
      {data !== undefined && <CheckList checks={data} />}
    </div>
  );
}
