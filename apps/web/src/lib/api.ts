// The only way to the server. Calls travel as POST (documents are too long for addresses), each for itself, so that a slow preview holds
// back nothing; subscriptions are server-sent events that resume after the last event seen.
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import type { AppRouter } from '@tailrace/server/router';

const url = '/trpc';

/** While the page goes, calls outlive it: what is unsaved is on its way then. */
let isLeaving = false;
window.addEventListener('pagehide', () => (isLeaving = true));
window.addEventListener('pageshow', () => (isLeaving = false));

/** A call without an input has no body, and nothing at all is no JSON to a server that looks for an input which may be left out. */
const fetchWithBody: NonNullable<Parameters<typeof httpLink>[0]['fetch']> = (address, init) =>
  fetch(address, {
    ...init,
    keepalive: isLeaving,
    ...(init?.method === 'POST' && { body: init.body ?? '{}' }),
  } as RequestInit);

export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: httpLink({ url, methodOverride: 'POST', fetch: fetchWithBody }),
    }),
  ],
});

/** A failed call in the words to show: the server's sentence and its stable code, or that the server cannot be reached. */
export interface CallFailure {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

export function describeFailure(error: unknown): CallFailure {
  if (error instanceof TRPCClientError) {
    const known = error as TRPCClientError<AppRouter>;
    const problem = known.data?.problem;
    if (problem !== undefined && problem !== null) {
      return { code: problem.code, message: known.message, data: problem.data };
    }
    if (known.data?.code !== undefined) return { code: known.data.code, message: known.message, data: {} };
  }
  return {
    code: 'server-unreachable',
    message: 'The Tailrace server does not answer. Is it still running? The page goes on as soon as it does.',
    data: {},
  };
}
