// What the log has told since the last batch, in its order: changes of rows as bytes, and now and then an event that is none of rows (DDL),
// or that comes from elsewhere (an XA transaction, which was read long before its XA COMMIT).
import type { ChangeEvent } from '@tailrace/core/event';
import type { EncodedChanges } from '@tailrace/engine/api';
import { createChangeBuilder, type ChangeBuilder } from '../../encoded-changes.ts';

export interface LogChanges {
  readonly rows: ChangeBuilder;
  readonly count: number;
  readonly byteLength: number;
  push(event: ChangeEvent): void;
  /** Takes out what came from number `from` on. */
  cut(from: number): readonly ChangeEvent[];
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

  /** Number of the first row, and of the first other event, of those from number `from` on. */
  function split(from: number): { readonly row: number; readonly other: number } {
    const found = others.findIndex(({ at }, index) => at + index >= from);
    const other = found === -1 ? others.length : found;
    return { row: from - other, other };
  }

  function eventsFrom(from: number): ChangeEvent[] {
    const { row, other } = split(from);
    const events: ChangeEvent[] = [];
    const changes = rows.peek();
    let next = row;
    for (const { at, event } of others.slice(other)) {
      for (; next < at; next += 1) events.push(changes.event(next));
      events.push(event);
    }
    for (; next < rows.count; next += 1) events.push(changes.event(next));
    return events;
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
    cut(from) {
      const events = eventsFrom(from);
      const { row, other } = split(from);
      rows.cut(row);
      others.length = other;
      return events;
    },
    take() {
      if (others.length === 0) return rows.count === 0 ? [] : rows.take();
      const events = eventsFrom(0);
      others = [];
      rows.take();
      return events;
    },
  };
}
