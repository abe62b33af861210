import { QueryClient } from '@tanstack/react-query';

/** Server data lives here and nowhere else. A failed call is shown, not repeated behind the user's back, but for one retry of a lost connection. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 2000, retry: 1, retryDelay: 400, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
