// Changes of a batch as they are gathered: the buffers that they came in, and where the rows lie in them.
// Nothing is decoded here; `row` and `event` do so for those who want values, by what the source knows of the table.
import type { ChangeEvent, DataChangeEvent, EventMeta } from '@tailrace/core/event';
import type { Row } from '@tailrace/core/value';
import {
  CHANGE,
  INDEX_WIDTH,
  type EncodedChanges,
  type EncodedTable,
  type StreamBatch,
} from '@tailrace/engine/api';

/** Where a change lies: the buffer, and where its old row and its new one begin; -1: not sent. */
export interface ChangePlace {
  readonly bytes: Buffer;
  readonly old: number;
  readonly now: number;
}

/** How a source reads the rows of one of its tables. */
export interface ChangedTable {
  readonly encoded: EncodedTable;
  /** The columns listed, UNSENT elsewhere; all when omitted. */
  before(place: ChangePlace, columns?: readonly number[]): Row;
  /** `before`: the old row, where it has been decoded already. */
  after(place: ChangePlace, columns?: readonly number[], before?: Row): Row;
  /** What is known of the old row of an update that came without one. */
  keyOnly(after: Row): Row;
}

export interface ChangeBuilder {
  readonly count: number;
  /** Bytes of the buffers that are held. */
  readonly byteLength: number;
  /** Changes added from now on lie in this buffer. */
  enter(chunk: Buffer): void;
  add(table: ChangedTable, kind: number, rows: Omit<ChangePlace, 'bytes'>, meta?: EventMeta): void;
  /** The changes so far, until the next call of anything else here. */
  peek(): EncodedChanges;
  /** The changes so far; the builder begins anew. */
  take(): EncodedChanges;
}

export function createChangeBuilder(format: EncodedChanges['format']): ChangeBuilder {
  return new Builder(format);
}

class Builder implements ChangeBuilder {
  count = 0;
  byteLength = 0;
  readonly #format: EncodedChanges['format'];
  #chunks: Buffer[] = [];
  /** The one being read; it joins the others with its first change. */
  #chunk: Buffer | undefined;
  #index = new Int32Array(1024 * INDEX_WIDTH);
  #tables: ChangedTable[] = [];
  #numbers = new Map<ChangedTable, number>();
  #last: ChangedTable | undefined;
  #lastNumber = 0;
  #metas: (EventMeta | undefined)[] = [];

  constructor(format: EncodedChanges['format']) {
    this.#format = format;
  }

  enter(chunk: Buffer): void {
    this.#chunk = this.#chunks.at(-1) === chunk ? undefined : chunk;
  }

  add(table: ChangedTable, kind: number, rows: Omit<ChangePlace, 'bytes'>, meta?: EventMeta): void {
    const cell = this.count * INDEX_WIDTH;
    if (cell === this.#index.length) {
      const larger = new Int32Array(cell * 2);
      larger.set(this.#index);
      this.#index = larger;
    }
    if (this.#last !== table) this.#switch(table);
    if (this.#chunk !== undefined) {
      this.#chunks.push(this.#chunk);
      this.byteLength += this.#chunk.length;
      this.#chunk = undefined;
    }
    this.#index[cell] = this.#lastNumber;
    this.#index[cell + 1] = kind;
    this.#index[cell + 2] = rows.old;
    this.#index[cell + 3] = rows.now;
    this.#index[cell + 4] = this.#chunks.length - 1;
    if (meta !== undefined) this.#metas[this.count] = meta;
    this.count += 1;
  }

  peek(): EncodedChanges {
    return new Changes(this.#chunks, this.#index.subarray(0, this.count * INDEX_WIDTH), {
      format: this.#format,
      byteLength: this.byteLength,
      tables: this.#tables,
      metas: this.#metas,
    });
  }

  take(): EncodedChanges {
    const changes = this.peek();
    // The rest of the last chunk belongs to the next batch, too.
    this.#chunk ??= this.#chunks.at(-1);
    this.#chunks = [];
    this.#index = new Int32Array(Math.max(1024, Math.min(8192, this.count * 2)) * INDEX_WIDTH);
    this.#tables = [];
    this.#numbers = new Map();
    this.#last = undefined;
    this.#metas = [];
    this.byteLength = 0;
    this.count = 0;
    return changes;
  }

  #switch(table: ChangedTable): void {
    let number = this.#numbers.get(table);
    if (number === undefined) {
      number = this.#tables.push(table) - 1;
      this.#numbers.set(table, number);
    }
    this.#last = table;
    this.#lastNumber = number;
  }
}

interface ChangesParts {
  readonly format: EncodedChanges['format'];
  readonly byteLength: number;
  readonly tables: readonly ChangedTable[];
  readonly metas: readonly (EventMeta | undefined)[];
}

class Changes implements EncodedChanges {
  readonly format: EncodedChanges['format'];
  readonly chunks: readonly Buffer[];
  readonly byteLength: number;
  readonly index: Int32Array;
  readonly count: number;
  readonly tables: readonly EncodedTable[];
  readonly #tables: readonly ChangedTable[];
  readonly #metas: readonly (EventMeta | undefined)[];

  constructor(chunks: readonly Buffer[], index: Int32Array, parts: ChangesParts) {
    this.format = parts.format;
    this.chunks = chunks;
    this.byteLength = parts.byteLength;
    this.index = index;
    this.count = index.length / INDEX_WIDTH;
    this.#tables = parts.tables;
    this.#metas = parts.metas;
    this.tables = parts.tables.map(({ encoded }) => encoded);
  }

  row(at: number, image: 'before' | 'after', columns?: readonly number[]): Row {
    const table = this.#table(at);
    return image === 'before'
      ? table.before(this.#place(at), columns)
      : table.after(this.#place(at), columns);
  }

  event(at: number): DataChangeEvent {
    const changed = this.#table(at);
    const place = this.#place(at);
    const event = eventOf(changed, this.index[at * INDEX_WIDTH + 1] ?? 0, place);
    const meta = this.#metas[at];
    return meta === undefined ? event : { ...event, meta };
  }

  #table(at: number): ChangedTable {
    const table = this.#tables[this.index[at * INDEX_WIDTH] ?? 0];
    if (table === undefined) throw new Error(`internal: no change ${at}`);
    return table;
  }

  #place(at: number): ChangePlace {
    const cell = at * INDEX_WIDTH;
    const bytes = this.chunks[this.index[cell + 4] ?? 0];
    if (bytes === undefined) throw new Error(`internal: no bytes of change ${at}`);
    return { bytes, old: this.index[cell + 2] ?? -1, now: this.index[cell + 3] ?? -1 };
  }
}

function eventOf(changed: ChangedTable, kind: number, place: ChangePlace): DataChangeEvent {
  const { table } = changed.encoded;
  if (kind === CHANGE.insert) return { type: 'insert', table, after: changed.after(place) };
  if (kind === CHANGE.delete) return { type: 'delete', table, before: changed.before(place) };
  const before = place.old < 0 ? undefined : changed.before(place);
  const after = changed.after(place, undefined, before);
  return { type: 'update', table, before: before ?? changed.keyOnly(after), after };
}

/** What is said of a batch besides its changes. */
export type BatchPlace = Omit<StreamBatch, 'events' | 'encoded'>;

/** A batch of changes that makes its events when somebody asks for them. */
export function encodedBatch(place: BatchPlace, encoded: EncodedChanges): StreamBatch {
  let events: readonly ChangeEvent[] | undefined;
  return {
    ...place,
    encoded,
    get events() {
      events ??= Array.from({ length: encoded.count }, (_, at) => encoded.event(at));
      return events;
    },
  };
}
