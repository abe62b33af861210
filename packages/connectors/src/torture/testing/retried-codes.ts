import type { RunEvent } from '@tailrace/engine/api';

/** What the attempts failed with behind which another one followed. */
export const retriedCodes = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'state' && event.state === 'starting' && event.error !== undefined
      ? [event.error.code]
      : [],
  );
