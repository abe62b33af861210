// The states of a run and the ways between them. Anything else is a fault of ours and throws.
import { assert } from '@tailrace/core/assert';
import type { EngineState, RunError, RunEvent } from '../api/index.ts';

const NEXT: Readonly<Record<EngineState, readonly EngineState[]>> = {
  // To itself: waiting for the next attempt.
  starting: ['starting', 'snapshotting', 'streaming', 'pausing', 'stopping', 'finished', 'failed'],
  snapshotting: ['starting', 'streaming', 'pausing', 'stopping', 'finished', 'failed'],
  streaming: ['starting', 'pausing', 'stopping', 'finished', 'failed'],
  pausing: ['paused', 'starting', 'stopping', 'finished', 'failed'],
  paused: ['starting', 'stopping'],
  stopping: ['stopped', 'finished', 'failed'],
  stopped: [],
  failed: [],
  finished: [],
};

export const isFinal = (state: EngineState): boolean => NEXT[state].length === 0;

export const mayFollow = (from: EngineState, to: EngineState): boolean => NEXT[from].includes(to);

export interface StateDetails {
  readonly reason?: string;
  readonly error?: RunError;
  readonly retryAtMs?: number;
}

export interface RunStateMachine {
  readonly current: EngineState;
  /** Goes over and tells; throws when there is no such way. */
  to(state: EngineState, details?: StateDetails): void;
}

/** Begins in `starting`, which is told at once. */
export function createStateMachine(now: () => number, emit: (event: RunEvent) => void): RunStateMachine {
  let current: EngineState = 'starting';
  emit({ type: 'state', at: now(), state: current });
  return {
    get current() {
      return current;
    },
    to(state, details = {}) {
      assert(mayFollow(current, state), `no way from ${current} to ${state}`);
      current = state;
      emit({ type: 'state', at: now(), state, ...details });
    },
  };
}
