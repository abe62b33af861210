// The runs that are going on, each looked after by what its engine needs.
import type { RunStore, StoredRun } from '../storage/index.ts';
import type { EventRecorder } from './record-event.ts';
import { notActive } from './run-errors.ts';
import type { References, SupervisedRun } from './supervised-run.ts';

export interface Supervisor {
  /** Throws what `references` throws, before anything has begun. */
  start(run: StoredRun, references: () => References): void;
  /** Resolves when the run is paused at a checkpoint. Throws `run-not-active`. */
  pause(run: StoredRun): Promise<void>;
  /** `cleanUp` also removes what the source keeps for the run; a run that is not going on is taken up for that. */
  stop(run: StoredRun, options: { cleanUp: boolean; references: () => References }): Promise<void>;
  /** Throws `run-not-active`, `retake-not-here`. */
  retake(run: StoredRun, table: string): void;
  /** Throws `run-not-active`. */
  cancel(run: StoredRun): Promise<void>;
  isGoing(runId: string): boolean;
  /** Lets go of every run at a checkpoint, within the time given, and leaves the runs wanted as they were. */
  shutDown(graceMs: number): Promise<void>;
}

export interface SupervisorOptions {
  readonly runs: RunStore;
  readonly recorder: EventRecorder;
  /** By the engine that the run is for. `onGone`: there is nothing left to look after. */
  readonly supervise: (run: StoredRun, references: () => References, onGone: () => void) => SupervisedRun;
}

export function createSupervisor({ runs, recorder, supervise }: SupervisorOptions): Supervisor {
  const going = new Map<string, SupervisedRun>();

  function take(run: StoredRun, references: () => References): SupervisedRun {
    const supervised = supervise(run, references, () => {
      if (going.get(run.id) === supervised) going.delete(run.id);
    });
    going.set(run.id, supervised);
    return supervised;
  }

  function goingOn(run: StoredRun): SupervisedRun {
    const supervised = going.get(run.id);
    if (supervised === undefined) throw notActive(run.id, run.state);
    return supervised;
  }

  return {
    start: (run, references) => {
      const supervised = take(run, references);
      runs.setDesired(run.id, 'running');
      supervised.start();
    },
    pause: async (run) => goingOn(run).pause(),
    stop: async (run, { cleanUp, references }) => {
      const known = going.get(run.id);
      if (known !== undefined) return known.stop({ cleanUp });
      if (cleanUp) return take(run, references).stop({ cleanUp });
      runs.setDesired(run.id, 'stopped');
      recorder.record(run, { type: 'state', at: Date.now(), state: 'stopped' });
    },
    retake: (run, table) => goingOn(run).retake(table),
    cancel: async (run) => goingOn(run).cancel(),
    isGoing: (runId) => going.has(runId),
    shutDown: async (graceMs) => {
      await Promise.all([...going.values()].map(async (supervised) => supervised.leave(graceMs)));
    },
  };
}
