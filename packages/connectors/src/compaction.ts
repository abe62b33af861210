// The changes of a batch, brought down to one operation a key. What a key has been through decides what is left:
//
// | so far \ now | insert  | update           | delete  |
// |--------------|---------|------------------|---------|
// | –            | insert  | upsert / partial | delete  |
// | insert       | upsert  | insert           | –       |
// | upsert       | upsert  | upsert           | delete  |
// | partial      | upsert  | merged           | delete  |
// | delete       | upsert  | upsert           | delete  |
//
// An update whose new row has UNSENT columns (unchanged TOAST values) is "partial" until a whole row is known. `insert` means that the
// table cannot have the row; where inserts may repeat (a replay), all of them are upserts and an insert followed by a delete stays a delete.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { DataChangeEvent } from '@tailrace/core/event';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';

export type Operation = 'insert' | 'upsert' | 'partial' | 'delete';

export interface Pending {
  operation: Operation;
  row: Row;
}

export interface Compaction {
  /** False: the event needs what is pending to be written first, and then a statement of its own (a new key for a row not wholly known). */
  add(event: DataChangeEvent, upsertInserts: boolean): boolean;
  readonly size: number;
  /** In the order in which keys first came. */
  pending(): Iterable<Pending>;
  clear(): void;
}

export function createCompaction(keys: readonly number[]): Compaction {
  const byKey = new Map<unknown, Pending>();

  function put(row: Row, operation: 'insert' | 'upsert'): void {
    const key = keyOf(row, keys);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, { operation, row });
    else {
      known.operation = 'upsert';
      known.row = row;
    }
  }

  function change(row: Row): void {
    const key = keyOf(row, keys);
    const known = byKey.get(key);
    if (known === undefined) {
      byKey.set(key, { operation: row.includes(UNSENT) ? 'partial' : 'upsert', row });
      return;
    }
    known.row = known.operation === 'delete' ? row : merge(known.row, row);
    if (known.operation === 'insert') return;
    known.operation = known.row.includes(UNSENT) ? 'partial' : 'upsert';
  }

  function remove(row: Row): void {
    const key = keyOf(row, keys);
    const known = byKey.get(key);
    if (known?.operation === 'insert') byKey.delete(key);
    else byKey.set(key, { operation: 'delete', row });
  }

  /** A row that gets another key: gone there, here as a whole. */
  function move(before: Row, after: Row): boolean {
    const known = byKey.get(keyOf(before, keys));
    const whole = known === undefined || known.operation === 'delete' ? after : merge(known.row, after);
    if (whole.includes(UNSENT)) return false;
    remove(before);
    put(whole, 'upsert');
    return true;
  }

  return {
    add(event, upsertInserts) {
      switch (event.type) {
        case 'insert':
          put(event.after, upsertInserts ? 'upsert' : 'insert');
          return true;
        case 'replace':
          put(event.after, 'upsert');
          return true;
        case 'delete':
          remove(event.before);
          return true;
        case 'update':
          if (!sameKey(event, keys)) return move(event.before, event.after);
          change(event.after);
          return true;
      }
    },
    get size() {
      return byKey.size;
    },
    pending: () => byKey.values(),
    clear: () => byKey.clear(),
  };
}

/** A key whose old value was not sent has not changed. */
function sameKey(event: { readonly before: Row; readonly after: Row }, keys: readonly number[]): boolean {
  return keys.every((at) => {
    const [before, after] = [event.before[at], event.after[at]];
    return before === UNSENT || before === after || keyPart(before ?? null) === keyPart(after ?? null);
  });
}

function merge(old: Row, now: Row): Row {
  return now.includes(UNSENT) ? now.map((value, at) => (value === UNSENT ? (old[at] ?? null) : value)) : now;
}

/** What tells keys apart in a Map: the value itself where it is one column of a primitive type. */
export function keyOf(row: Row, keys: readonly number[]): unknown {
  const [first] = keys;
  if (keys.length === 1 && first !== undefined) return keyPart(row[first]);
  return keys.map((at) => `${typeof row[at]}:${String(keyPart(row[at]))}`).join('\u0000');
}

function keyPart(value: Value | symbol | undefined): string | number | bigint | boolean {
  if (
    typeof value === 'bigint' ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  )
    return value;
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('base64')}`;
  if (value !== null && typeof value === 'object') {
    if ('unscaled' in value) return decimalKey(value.unscaled, value.scale);
    if ('ms' in value) return `t${value.ms}.${value.nanos}`;
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  }
  throw new TailraceError('key-not-sent', `A change without a value for its key cannot be written.`, {
    data: { value: String(value) },
  });
}

/** 1.0 and 1.00 are one key. */
function decimalKey(unscaled: bigint, scale: number): string {
  let [number, decimals] = [unscaled, scale];
  while (decimals > 0 && number % 10n === 0n) {
    number /= 10n;
    decimals -= 1;
  }
  return `d${number}e${decimals}`;
}
