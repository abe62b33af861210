import { TailraceError } from '@tailrace/core/diagnostics';

export const notActive = (runId: string, state: string): TailraceError =>
  new TailraceError('run-not-active', `The run is ${state}; there is nothing going on to pause or resume.`, {
    data: { runId, state },
  });

export const cleanedUp = (runId: string): TailraceError =>
  new TailraceError(
    'run-cleaned-up',
    'The run was stopped and cleaned up: the source keeps no log for it, so it cannot go on. Launch the pipeline anew.',
    { data: { runId } },
  );

export const alreadyActive = (runId: string, state: string): TailraceError =>
  new TailraceError(
    'run-active',
    `A run of this pipeline is ${state}. Stop it first: it holds a place in the source's log.`,
    { data: { runId, state } },
  );

export const notOnCluster = (runId: string): TailraceError =>
  new TailraceError(
    'run-not-on-cluster',
    'The run is on this machine, where it uses what it needs by itself; only a run on a cluster has a parallelism.',
    { data: { runId } },
  );

export const retakeNotHere = (runId: string): TailraceError =>
  new TailraceError(
    'retake-not-here',
    'A run on a cluster cannot read one table again: Flink CDC has no way to do so. Stop it with clean-up and launch the pipeline anew.',
    { data: { runId } },
  );
