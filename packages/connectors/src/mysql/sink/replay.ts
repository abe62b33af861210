// Events that come again after a crash and are in the tables already: an ALTER TABLE has committed them, in the midst of a transaction of
// the source. Their number since the committed position was noted before it; the source sends the same events in the same order.
import type { DataChangeEvent } from '@tailrace/core/event';
import type { PositionKeeper, Progress } from './position.ts';

export interface Replay {
  /** The row events that are not in the tables yet. */
  passRows(events: readonly DataChangeEvent[]): readonly DataChangeEvent[];
  /** True for a schema change that was done. */
  passChange(): boolean;
  /** A schema change was done now. */
  changed(): void;
  /** Since the last commit, what is passed over included. */
  done(): Progress;
  /** A commit: counting begins anew. What of the events after it is done already. */
  commit(): Progress;
}

/** Without a committed position a run begins anew, and nothing is passed over. */
export function createReplay({ committed, intent }: Pick<PositionKeeper, 'committed' | 'intent'>): Replay {
  const left = committed === undefined || intent === undefined ? { rows: 0, changes: 0 } : { ...intent.done };
  let since = { rows: 0, changes: 0 };
  return {
    passRows(events) {
      since.rows += events.length;
      if (left.rows === 0) return events;
      const passed = Math.min(left.rows, events.length);
      left.rows -= passed;
      return events.slice(passed);
    },
    passChange() {
      if (left.changes === 0) return false;
      left.changes -= 1;
      since.changes += 1;
      return true;
    },
    changed() {
      since.changes += 1;
    },
    done: () => ({ ...since }),
    commit() {
      since = { rows: 0, changes: 0 };
      return { ...left };
    },
  };
}
