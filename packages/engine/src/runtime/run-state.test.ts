import { describe, expect, test } from 'vitest';
import type { EngineState, RunEvent } from '../api/index.ts';
import { createStateMachine, isFinal, mayFollow } from './run-state.ts';

const ALL: readonly EngineState[] = [
  'starting',
  'snapshotting',
  'streaming',
  'pausing',
  'paused',
  'stopping',
  'stopped',
  'failed',
  'finished',
];

describe('states of a run', () => {
  const ways: readonly [EngineState, readonly EngineState[]][] = [
    ['starting', ['starting', 'snapshotting', 'streaming', 'pausing', 'stopping', 'finished', 'failed']],
    ['snapshotting', ['starting', 'streaming', 'pausing', 'stopping', 'finished', 'failed']],
    ['streaming', ['starting', 'pausing', 'stopping', 'finished', 'failed']],
    ['pausing', ['starting', 'paused', 'stopping', 'finished', 'failed']],
    ['paused', ['starting', 'stopping']],
    ['stopping', ['stopped', 'finished', 'failed']],
    ['stopped', []],
    ['failed', []],
    ['finished', []],
  ];
  test.each(ways)('%s leads to %j and nowhere else', (from, allowed) => {
    expect(ALL.filter((to) => mayFollow(from, to)).toSorted()).toEqual([...allowed].toSorted());
    expect(isFinal(from)).toBe(allowed.length === 0);
  });

  test('every state is told with its moment, its reason and its error', () => {
    const events: RunEvent[] = [];
    let now = 100;
    const machine = createStateMachine(
      () => now,
      (event) => events.push(event),
    );
    now = 250;
    machine.to('starting', { reason: 'again', retryAtMs: 750, error: { code: 'x', message: 'm', data: {} } });
    machine.to('streaming');
    expect(machine.current).toBe('streaming');
    expect(events).toEqual([
      { type: 'state', at: 100, state: 'starting' },
      {
        type: 'state',
        at: 250,
        state: 'starting',
        reason: 'again',
        retryAtMs: 750,
        error: { code: 'x', message: 'm', data: {} },
      },
      { type: 'state', at: 250, state: 'streaming' },
    ]);
  });

  test('a way that does not exist throws and changes nothing', () => {
    const machine = createStateMachine(
      () => 0,
      () => undefined,
    );
    expect(() => machine.to('paused')).toThrow('no way from starting to paused');
    expect(machine.current).toBe('starting');
  });
});
