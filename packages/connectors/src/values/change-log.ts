// The changes that the generator makes after the snapshot, as a pure function of their number: change n is the same whenever and
// however often it is asked for, so a resumed run sees the very log it left.
import type { DataChangeEvent } from '@tailrace/core/event';
import type { MadeTable } from './made-tables.ts';
import { hashInt, hashUnit } from './random.ts';

export interface ChangeLogOptions {
  readonly tables: readonly MadeTable[];
  /** Rows of each table before the first change: keys 1 to `rows`. */
  readonly rows: number;
  readonly seed: number;
}

export interface ChangeLog {
  /** Change n (from 1). Has to be asked in order from where `from` was; begins at 1. */
  next(): DataChangeEvent;
  readonly position: number;
}

/** Keys alive in a table, with versions: an array and a place by key, so that picking and removing are constant time. */
interface LiveKeys {
  readonly keys: number[];
  readonly versions: Map<number, number>;
  nextKey: number;
}

/** The log from change `from + 1` on. What came before is replayed silently, which costs microseconds a change. */
export function createChangeLog(options: ChangeLogOptions, from: number): ChangeLog {
  const live: LiveKeys[] = options.tables.map(() => ({
    keys: Array.from({ length: options.rows }, (_, at) => at + 1),
    versions: new Map(),
    nextKey: options.rows + 1,
  }));
  let position = 0;
  const next = (): DataChangeEvent => {
    position += 1;
    const at = hashInt(options.tables.length, options.seed, position, 11);
    const table = options.tables[at];
    const keys = live[at];
    if (table === undefined || keys === undefined) throw new Error('internal: a change without a table');
    return change(table, keys, { position, seed: options.seed });
  };
  while (position < from) next();
  return {
    next,
    get position() {
      return position;
    },
  };
}

function change(
  made: MadeTable,
  live: LiveKeys,
  { position, seed }: { readonly position: number; readonly seed: number },
): DataChangeEvent {
  const dice = hashUnit(seed, position, 12);
  const { table } = made;
  // Nothing else in the embedded engine gives this key; its values are those of Kafka's message timestamps.
  const meta = { op_ts: String(position), 'timestamp-type': 'CREATE_TIME' };
  if (dice < 0.5 || live.keys.length === 0) {
    const key = live.nextKey;
    live.nextKey += 1;
    live.keys.push(key);
    return { type: 'insert', table, after: made.row(key, 0, seed), meta };
  }
  const at = hashInt(live.keys.length, seed, position, 13);
  const key = live.keys[at] ?? 0;
  const version = live.versions.get(key) ?? 0;
  const before = made.row(key, version, seed);
  if (dice < 0.9) {
    live.versions.set(key, version + 1);
    return { type: 'update', table, before, after: made.row(key, version + 1, seed), meta };
  }
  const last = live.keys.pop();
  if (last !== undefined && last !== key) live.keys[at] = last;
  live.versions.delete(key);
  return { type: 'delete', table, before, meta };
}
