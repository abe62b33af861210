// What the log has told since the last batch, in its order: changes of rows as bytes, and now and then an event that is none of rows (DDL).
import type { ChangeEvent } from '@tailrace/core/event';
import type { EncodedChanges } from '@tailrace/engine/api';
import { createChangeBuilder, type ChangeBuilder } from '../../encoded-changes.ts';

export interface LogChanges {
  readonly rows: ChangeBuilder;
  readonly count: number;
  readonly byteLength: number;
  push(event: ChangeEvent): void;
  /** Everything; begins anew. */
  take(): readonly ChangeEvent[] | EncodedChanges;
}

interface Other {
  /** Changes of rows that came before it. */
  readonly at: number;
  readonly event: ChangeEvent;
}

export function createLogChanges(): LogChanges {
  const rows = createChangeBuilder('mysql-log');
  let others: Other[] = [];

  function events(): ChangeEvent[] {
    const all: ChangeEvent[] = [];
    const changes = rows.peek();
    let next = 0;
    for (const { at, event } of others) {
      for (; next < at; next += 1) all.push(changes.event(next));
      all.push(event);
    }
    for (; next < rows.count; next += 1) all.push(changes.event(next));
    return all;
  }

  return {
    rows,
    get count() {
      return rows.count + others.length;
    },
    get byteLength() {
      return rows.byteLength;
    },
    push(event) {
      others.push({ at: rows.count, event });
    },
    take() {
      if (others.length === 0) return rows.count === 0 ? [] : rows.take();
      const all = events();
      others = [];
      rows.take();
      return all;
    },
  };
}
