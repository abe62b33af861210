import { useState } from 'react';
import { toast } from '../ui/toast.tsx';
import { describeFailure } from './api.ts';

export interface Verb<I> {
  readonly isPending: boolean;
  /** Sends it. Resolves with whether the server did it; what went wrong was said in a toast then. */
  readonly send: (input: I) => Promise<boolean>;
}

/** A call that changes something, for the first picture, which has no TanStack Query yet; elsewhere that is `useMutation`. */
export function useVerb<I>(call: (input: I) => Promise<unknown>): Verb<I> {
  const [isPending, setPending] = useState(false);
  return {
    isPending,
    async send(input) {
      setPending(true);
      try {
        await call(input);
        return true;
      } catch (error) {
        toast(describeFailure(error).message, { tone: 'error' });
        return false;
      } finally {
        setPending(false);
      }
    },
  };
}
