// The server's answers as TanStack Query keeps them, for every part of the screen but the first picture, which reads one pipeline once
// and does not wait for this.
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '@tailrace/server/router';
import { api } from './api.ts';
import { queryClient } from './query-client.ts';

/** Query and mutation options for TanStack Query: `useQuery(trpc.pipelines.list.queryOptions())`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient });
