// Wakes those who follow a run when it has something new. Events themselves are read from storage, so a slow reader holds
// nothing in memory and a reader that was away misses nothing.

export interface EventSignal {
  notify(runId: string): void;
  listen(runId: string): Listener;
}

export interface Listener {
  /** Resolves at the next `notify`, at once when there was one since the last wait, or when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createEventSignal(): EventSignal {
  const listeners = new Map<string, Set<() => void>>();
  return {
    notify: (runId) => {
      for (const wake of listeners.get(runId) ?? []) wake();
    },
    listen: (runId) => {
      let pending = false;
      let resolveWait: (() => void) | undefined;
      const wake = (): void => {
        pending = true;
        resolveWait?.();
      };
      const others = listeners.get(runId) ?? new Set();
      listeners.set(runId, others.add(wake));
      return {
        wait: async (signal) => {
          if (!pending && !signal.aborted) {
            await new Promise<void>((resolve) => {
              resolveWait = resolve;
              signal.addEventListener('abort', () => resolve(), { once: true });
            });
            resolveWait = undefined;
          }
          pending = false;
        },
        close: () => {
          others.delete(wake);
          if (others.size === 0) listeners.delete(runId);
        },
      };
    },
  };
}
