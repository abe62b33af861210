// The runs that are going, each a process of its own.
import type { StoredRun } from '../storage/index.ts';
import { notActive } from './run-errors.ts';
import { SupervisedRun, type References, type RunSurroundings } from './supervised-run.ts';

export interface Supervisor {
  start(run: StoredRun, references: References): void;
  /** Resolves when the run is paused at a checkpoint. Throws `run-not-active`. */
  pause(run: StoredRun): Promise<void>;
  /** `cleanUp` also removes what the source keeps for the run; a run without a process gets one for that. */
  stop(run: StoredRun, options: { cleanUp: boolean; references: () => References }): Promise<void>;
  isGoing(runId: string): boolean;
  /** Stops every process at a checkpoint, within the time given, and leaves the runs wanted as they were. */
  shutDown(graceMs: number): Promise<void>;
}

export function createSupervisor(around: RunSurroundings): Supervisor {
  const { runs, recorder } = around;
  const going = new Map<string, SupervisedRun>();

  function begin(run: StoredRun, references: References): SupervisedRun {
    const supervised = new SupervisedRun(around, run, references, () => going.delete(run.id));
    going.set(run.id, supervised);
    supervised.start();
    return supervised;
  }

  return {
    start: (run, references) => {
      runs.setDesired(run.id, 'running');
      recorder.record(run, { type: 'state', at: Date.now(), state: 'starting' });
      begin(run, references);
    },
    pause: async (run) => {
      const supervised = going.get(run.id);
      if (supervised === undefined) throw notActive(run.id, run.state);
      await supervised.pause();
    },
    stop: async (run, { cleanUp, references }) => {
      const supervised = going.get(run.id) ?? (cleanUp ? begin(run, references()) : undefined);
      if (supervised !== undefined) {
        await supervised.stop(cleanUp);
        return;
      }
      runs.setDesired(run.id, 'stopped');
      recorder.record(run, { type: 'state', at: Date.now(), state: 'stopped' });
    },
    isGoing: (runId) => going.has(runId),
    shutDown: async (graceMs) => {
      await Promise.all([...going.values()].map(async (supervised) => supervised.leave(graceMs)));
    },
  };
}
