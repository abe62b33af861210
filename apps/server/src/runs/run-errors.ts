import { TailraceError } from '@tailrace/core/diagnostics';

export const notActive = (runId: string, state: string): TailraceError =>
  new TailraceError('run-not-active', `The run is ${state}; there is nothing going on to pause or resume.`, {
    data: { runId, state },
  });

export const alreadyActive = (runId: string, state: string): TailraceError =>
  new TailraceError(
    'run-active',
    `A run of this pipeline is ${state}. Stop it first: it holds a place in the source's log.`,
    { data: { runId, state } },
  );
