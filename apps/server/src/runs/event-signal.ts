// Wakes those who follow a run when it has something new. Events themselves are read from storage, so a slow reader holds
// nothing in memory and a reader that was away misses nothing.

export interface EventSignal {
  notify(runId: string): void;
  /** Waits end when the signal aborts. */
  listen(runId: string, signal: AbortSignal): Listener;
}

export interface Listener {
  /** Resolves at the next `notify`, or at once when there was one since the last wait. */
  wait(): Promise<void>;
  close(): void;
}

export function createEventSignal(): EventSignal {
  const listeners = new Map<string, Set<() => void>>();
  return {
    notify: (runId) => {
      for (const wake of listeners.get(runId) ?? []) wake();
    },
    listen: (runId, signal) => {
      let pending = false;
      let resolveWait: (() => void) | undefined;
      const wake = (): void => {
        pending = true;
        resolveWait?.();
      };
      const others = listeners.get(runId) ?? new Set();
      listeners.set(runId, others.add(wake));
      signal.addEventListener('abort', wake, { once: true });
      return {
        wait: async () => {
          if (!pending && !signal.aborted) {
            await new Promise<void>((resolve) => {
              resolveWait = resolve;
            });
            resolveWait = undefined;
          }
          pending = false;
        },
        close: () => {
          signal.removeEventListener('abort', wake);
          others.delete(wake);
          if (others.size === 0) listeners.delete(runId);
        },
      };
    },
  };
}
