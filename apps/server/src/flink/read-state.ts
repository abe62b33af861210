// The state of a job in the words of runs.
import type { RunState } from '@tailrace/engine/api';
import type { JobDetails } from '@tailrace/flink';

export interface StateReading {
  readonly state: RunState;
  readonly reason?: string;
}

export interface StateFacts {
  readonly details: Pick<JobDetails, 'state' | 'vertices'>;
  /** Whether tables are being copied; undefined where the source does not tell. */
  readonly isSnapshotting: boolean | undefined;
  readonly restarts: number;
  /** That the restart strategy allows, where known. */
  readonly restartsAllowed: number | undefined;
  /** Why it failed last, in one sentence. */
  readonly cause: string | undefined;
}

/** Of a job that has not ended: what has ended is concluded, with its savepoint or its error. */
export function readState(facts: StateFacts): StateReading {
  switch (facts.details.state) {
    case 'RUNNING':
      return readRunning(facts);
    case 'FAILING':
    case 'RESTARTING':
      return readRestart(facts);
    case 'CANCELLING':
      return { state: 'stopping', reason: 'it is being cancelled' };
    case 'SUSPENDED':
      return {
        state: 'unknown',
        reason: 'its job manager has let go of it, and another has not taken it up',
      };
    default:
      return { state: 'starting', reason: 'the cluster has the job and brings it up' };
  }
}

/** Also of a job that is past it, see `hasRestarted`. */
export function readRestart({ restarts, restartsAllowed, cause }: StateFacts): StateReading {
  const of = restartsAllowed === undefined ? '' : ` of ${restartsAllowed}`;
  // The failure after the last restart that is allowed passes through the same states, and starts nothing more.
  const now = Math.min(restarts + 1, restartsAllowed ?? Infinity);
  return { state: 'restarting', reason: `restart ${now}${of}${cause === undefined ? '' : `: ${cause}`}` };
}

function readRunning({ details, isSnapshotting }: StateFacts): StateReading {
  const tasks = details.vertices.flatMap((vertex) => Object.entries(vertex.tasks));
  const total = details.vertices.reduce((sum, vertex) => sum + vertex.parallelism, 0);
  const ready = tasks
    .filter(([state]) => state === 'RUNNING' || state === 'FINISHED')
    .reduce((sum, [, number]) => sum + number, 0);
  if (ready >= total) return { state: isSnapshotting === true ? 'snapshotting' : 'streaming' };
  const waiting = tasks
    .filter(([state]) => state === 'SCHEDULED' || state === 'CREATED')
    .reduce((sum, [, number]) => sum + number, 0);
  const why = waiting > 0 ? `, ${waiting} wait for a free slot` : '';
  return { state: 'starting', reason: `${ready} of ${total} tasks run${why}` };
}
