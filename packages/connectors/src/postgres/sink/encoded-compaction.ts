// The same table as in compaction.ts, over changes that are still bytes: what is left of each key is a reference to a change.
import { CHANGE, INDEX_WIDTH } from '@tailrace/engine/api';
import { KeyTable } from './key-table.ts';
import { bytesOf, type ChangeRef, type EncodedWay } from './encoded-way.ts';

/** What is left of a key: a change, and the way that it goes. */
export interface EncodedPending extends ChangeRef {
  operation: 'insert' | 'upsert' | 'delete';
  way: EncodedWay;
}

export type Going = Omit<EncodedPending, 'operation'>;

export interface EncodedCompaction {
  /** `change` is only looked at during the call. False: the change cannot be told from others, or is not known as a whole: it has to go as an event, after what is pending. */
  add(change: Going, upsertInserts: boolean): boolean;
  readonly size: number;
  pending(): Iterable<EncodedPending>;
  clear(): void;
}

export function createEncodedCompaction(): EncodedCompaction {
  const byKey = new KeyTable<EncodedPending>();

  function put(key: unknown, change: Going, operation: 'insert' | 'upsert'): void {
    const known = byKey.get(key);
    if (known === undefined) byKey.add(key, pendingOf(change, operation));
    else become(known, change, 'upsert');
  }

  /** An update under the same key. */
  function renew(key: unknown, change: Going): void {
    const known = byKey.get(key);
    if (known === undefined) byKey.add(key, pendingOf(change, 'upsert'));
    else become(known, change, known.operation === 'insert' ? 'insert' : 'upsert');
  }

  function remove(key: unknown, change: Going): void {
    const known = byKey.get(key);
    if (known === undefined) byKey.add(key, pendingOf(change, 'delete'));
    else if (known.operation === 'insert') byKey.delete(key);
    else become(known, change, 'delete');
  }

  return {
    add(change, upsertInserts) {
      const { way } = change;
      const { keyOf } = way;
      if (keyOf === undefined) return false;
      const { index } = change.write.changes;
      const bytes = bytesOf(change.write.changes, change.at);
      const cell = change.at * INDEX_WIDTH;
      const old = index[cell + 2] ?? -1;
      const now = index[cell + 3] ?? -1;
      if (change.kind === CHANGE.delete) {
        remove(keyOf(bytes, old < 0 ? now : old), change);
        return true;
      }
      if (index[cell + 1] === CHANGE.update && way.lacks(change)) return false;
      const key = keyOf(bytes, now);
      if (change.kind === CHANGE.insert) put(key, change, upsertInserts ? 'upsert' : 'insert');
      else {
        const before = old < 0 ? key : keyOf(bytes, old);
        if (before === key) renew(key, change);
        else {
          remove(before, change);
          put(key, change, 'upsert');
        }
      }
      return true;
    },
    get size() {
      return byKey.size;
    },
    pending: () => byKey.values(),
    clear: () => byKey.clear(),
  };
}

function pendingOf({ write, at, kind, way }: Going, operation: EncodedPending['operation']): EncodedPending {
  return { write, at, kind, way, operation };
}

function become(pending: EncodedPending, change: Going, operation: EncodedPending['operation']): void {
  pending.operation = operation;
  pending.write = change.write;
  pending.at = change.at;
  pending.kind = change.kind;
  pending.way = change.way;
}
