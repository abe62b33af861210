// The one tRPC instance: context, error mapping, limits. Errors keep their stable code in `data.problem`; clients never match on text.
import { TailraceError } from '@tailrace/core/diagnostics';
import { initTRPC, TRPCError } from '@trpc/server';
import type { Services } from '../contract/index.ts';

/** How an operational failure reaches the client, beside tRPC's own code. */
export interface Problem {
  readonly code: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

const t = initTRPC.context<Services>().create({
  sse: { ping: { enabled: true, intervalMs: 2_000 }, client: { reconnectAfterInactivityMs: 10_000 } },
  errorFormatter: ({ shape, error }) => {
    const { stack: _stack, ...data } = shape.data;
    const problem: Problem | null =
      error.cause instanceof TailraceError ? { code: error.cause.code, data: error.cause.data } : null;
    // What nobody foresaw may quote anything, a password too: it goes to the log, not to the client.
    const message =
      problem === null && error.code === 'INTERNAL_SERVER_ERROR'
        ? 'The server failed on this request; its log says more.'
        : shape.message;
    return { ...shape, message, data: { ...data, problem } };
  },
});

export const router = t.router;

/** Gives a TailraceError the HTTP status that fits its code. */
export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof TailraceError)) return result;
  throw new TRPCError({
    code: statusOf(result.error.cause.code),
    message: result.error.cause.message,
    cause: result.error.cause,
  });
});

function statusOf(code: string): 'CONFLICT' | 'NOT_FOUND' | 'UNPROCESSABLE_CONTENT' {
  if (code === 'version-conflict' || code === 'run-active' || code === 'run-not-active') return 'CONFLICT';
  return code.endsWith('-not-found') ? 'NOT_FOUND' : 'UNPROCESSABLE_CONTENT';
}
