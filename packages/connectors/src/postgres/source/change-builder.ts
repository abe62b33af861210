// Changes of a batch as they are gathered: the socket's own buffers, and where the tuples lie in them.
// Nothing is decoded here; `row` and `event` do so for those who want values.
import type { DataChangeEvent, EventMeta } from '@tailrace/core/event';
import type { Row } from '@tailrace/core/value';
import { CHANGE, INDEX_WIDTH, type EncodedChanges, type EncodedTable } from '@tailrace/engine/api';
import { keyOnly, readTuple } from './pgoutput.ts';
import type { Relation } from './relations.ts';

export interface ChangeBuilder {
  readonly count: number;
  /** Bytes of the changes that are gathered. */
  byteLength: number;
  /** Changes added from now on lie in this buffer. */
  enter(chunk: Buffer): void;
  add(relation: Relation, kind: number, tuples: { readonly old: number; readonly now: number }): void;
  /** Metadata of the changes that follow. */
  meta: ((relation: Relation) => EventMeta | undefined) | undefined;
  /** The changes so far; the builder begins anew. */
  take(): EncodedChanges;
}

export function createChangeBuilder(): ChangeBuilder {
  return new Builder();
}

class Builder implements ChangeBuilder {
  count = 0;
  byteLength = 0;
  meta: ((relation: Relation) => EventMeta | undefined) | undefined;
  #chunks: Buffer[] = [];
  /** The one being read; it joins the others with its first change. */
  #chunk: Buffer | undefined;
  #index = new Int32Array(1024 * INDEX_WIDTH);
  #relations: Relation[] = [];
  #numbers = new Map<Relation, number>();
  #last: Relation | undefined;
  #lastNumber = 0;
  #metas: (EventMeta | undefined)[] = [];

  enter(chunk: Buffer): void {
    if (this.#chunks.at(-1) !== chunk) this.#chunk = chunk;
  }

  add(relation: Relation, kind: number, tuples: { readonly old: number; readonly now: number }): void {
    const cell = this.count * INDEX_WIDTH;
    if (cell === this.#index.length) {
      const larger = new Int32Array(cell * 2);
      larger.set(this.#index);
      this.#index = larger;
    }
    if (this.#last !== relation) this.#switch(relation);
    if (this.#chunk !== undefined) {
      this.#chunks.push(this.#chunk);
      this.#chunk = undefined;
    }
    this.#index[cell] = this.#lastNumber;
    this.#index[cell + 1] = kind;
    this.#index[cell + 2] = tuples.old;
    this.#index[cell + 3] = tuples.now;
    this.#index[cell + 4] = this.#chunks.length - 1;
    if (this.meta !== undefined) this.#metas[this.count] = this.meta(relation);
    this.count += 1;
  }

  take(): EncodedChanges {
    const changes = new Changes(this.#chunks, this.#index.subarray(0, this.count * INDEX_WIDTH), {
      byteLength: this.byteLength,
      relations: this.#relations,
      metas: this.#metas,
    });
    // The rest of the last chunk belongs to the next batch, too.
    this.#chunk = this.#chunks.at(-1);
    this.#chunks = [];
    this.#index = new Int32Array(Math.max(1024, Math.min(8192, this.count * 2)) * INDEX_WIDTH);
    this.#relations = [];
    this.#numbers = new Map();
    this.#last = undefined;
    this.#metas = [];
    this.byteLength = 0;
    this.count = 0;
    return changes;
  }

  #switch(relation: Relation): void {
    let number = this.#numbers.get(relation);
    if (number === undefined) {
      number = this.#relations.push(relation) - 1;
      this.#numbers.set(relation, number);
    }
    this.#last = relation;
    this.#lastNumber = number;
  }
}

interface ChangesParts {
  readonly byteLength: number;
  readonly relations: readonly Relation[];
  readonly metas: readonly (EventMeta | undefined)[];
}

class Changes implements EncodedChanges {
  readonly format = 'pgoutput';
  readonly chunks: readonly Buffer[];
  readonly byteLength: number;
  readonly index: Int32Array;
  readonly count: number;
  readonly tables: readonly EncodedTable[];
  readonly #relations: readonly Relation[];
  readonly #metas: readonly (EventMeta | undefined)[];

  constructor(chunks: readonly Buffer[], index: Int32Array, { byteLength, relations, metas }: ChangesParts) {
    this.chunks = chunks;
    this.byteLength = byteLength;
    this.index = index;
    this.count = index.length / INDEX_WIDTH;
    this.#relations = relations;
    this.#metas = metas;
    this.tables = relations.map((relation) => relation.encoded);
  }

  row(at: number, image: 'before' | 'after', columns?: readonly number[]): Row {
    const relation = this.#relation(at);
    return image === 'before' ? this.#before(at, relation, columns) : this.#after(at, relation, columns);
  }

  event(at: number): DataChangeEvent {
    const relation = this.#relation(at);
    const table = relation.known.id;
    const meta = this.#metas[at] === undefined ? {} : { meta: this.#metas[at] };
    switch (this.index[at * INDEX_WIDTH + 1]) {
      case CHANGE.insert:
        return { type: 'insert', table, after: this.#after(at, relation), ...meta };
      case CHANGE.delete:
        return { type: 'delete', table, before: this.#before(at, relation), ...meta };
      default: {
        const old = this.index[at * INDEX_WIDTH + 2] ?? -1;
        const before = old < 0 ? undefined : this.#before(at, relation);
        const after = this.#after(at, relation, undefined, before);
        return { type: 'update', table, before: before ?? keyOnly(after, relation), after, ...meta };
      }
    }
  }

  #relation(at: number): Relation {
    const relation = this.#relations[this.index[at * INDEX_WIDTH] ?? 0];
    if (relation === undefined) throw new Error(`internal: no change ${at}`);
    return relation;
  }

  #bytes(at: number): Buffer {
    const chunk = this.chunks[this.index[at * INDEX_WIDTH + 4] ?? 0];
    if (chunk === undefined) throw new Error(`internal: no bytes of change ${at}`);
    return chunk;
  }

  #before(at: number, relation: Relation, columns?: readonly number[]): Row {
    const old = this.index[at * INDEX_WIDTH + 2] ?? -1;
    const row = readTuple(
      this.#bytes(at),
      old < 0 ? (this.index[at * INDEX_WIDTH + 3] ?? 0) : old,
      relation,
      {
        columns,
      },
    );
    return old >= 0 && relation.fullIdentity ? row : keyOnly(row, relation);
  }

  #after(at: number, relation: Relation, columns?: readonly number[], before?: Row): Row {
    const old = this.index[at * INDEX_WIDTH + 2] ?? -1;
    const whole = relation.fullIdentity && old >= 0;
    return readTuple(this.#bytes(at), this.index[at * INDEX_WIDTH + 3] ?? 0, relation, {
      columns,
      old: whole ? (before ?? this.#before(at, relation, columns)) : undefined,
    });
  }
}
