// Frames of the replication stream as change events, gathered up to commit boundaries.
import type { ChangeEvent, EventMeta } from '@tailrace/core/event';
import type { SourceOptions } from '../options.ts';
import { eventMeta } from './event-meta.ts';
import {
  keyOnly,
  parseRelation,
  readOldTuple,
  readTuple,
  unknownMessage,
  type TupleCursor,
} from './pgoutput.ts';
import type { Relation, Relations } from './relations.ts';

/** Complete CopyData frames in buffer[at, end); `at` moves on as they are read. */
export interface FrameRun {
  readonly buffer: Buffer;
  at: number;
  readonly end: number;
}

export interface TransactionDecoder {
  /**
   * Reads on in the run until its end, or until enough events stand at a commit boundary. Synchronous but for Relation messages of
   * tables whose columns changed.
   */
  read(run: FrameRun): Promise<void>;
  readonly inTransaction: boolean;
  /** Events since the last `take`, whole transactions unless `inTransaction`. */
  readonly events: readonly ChangeEvent[];
  /** End of the last complete transaction, or of what the server says it has looked through. */
  readonly position: bigint;
  /** The server's own position by its last keepalive. */
  readonly serverPosition: bigint;
  readonly commitTimeMs: number | undefined;
  take(): readonly ChangeEvent[];
}

const EPOCH_2000_MS = 946_684_800_000;

const readLsn = (buffer: Buffer, at: number): bigint => buffer.readBigUInt64BE(at);
/** Microseconds since 2000 as ms since 1970. */
const readTime = (buffer: Buffer, at: number): number =>
  Math.floor((buffer.readInt32BE(at) * 4_294_967_296 + buffer.readUInt32BE(at + 4)) / 1000) + EPOCH_2000_MS;

export interface DecoderContext {
  readonly options: SourceOptions;
  readonly relations: Relations;
  readonly from: bigint;
  /** Events in a batch after which a commit boundary ends it. */
  readonly batchSize: number;
  onKeepalive(replyRequested: boolean): void;
}

export function createTransactionDecoder(context: DecoderContext): TransactionDecoder {
  return new Decoder(context);
}

class Decoder implements TransactionDecoder {
  readonly #context: DecoderContext;
  readonly #relations: Relations;
  readonly #cursor: TupleCursor = { at: 0 };
  events: ChangeEvent[] = [];
  inTransaction = false;
  position: bigint;
  serverPosition: bigint;
  commitTimeMs: number | undefined;
  #skipping = false;
  #transactionTimeMs = 0;
  #metas = new Map<Relation, EventMeta | undefined>();

  constructor(context: DecoderContext) {
    this.#context = context;
    this.#relations = context.relations;
    this.position = context.from;
    this.serverPosition = context.from;
  }

  take(): readonly ChangeEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }

  async read(run: FrameRun): Promise<void> {
    const { buffer, end } = run;
    while (run.at < end) {
      const content = run.at + 5;
      run.at += 1 + buffer.readUInt32BE(run.at + 1);
      if (buffer[content] === 0x6b) this.#keepalive(buffer, content);
      else if (buffer[content] !== 0x77) throw unknownMessage(buffer[content] ?? 0);
      else if (buffer[content + 25] === 0x52) {
        for (const event of await this.#relations.learn(parseRelation(buffer, content + 25)))
          this.events.push(event);
      } else this.#change(buffer[content + 25] ?? 0, buffer, content + 25);
      if (!this.inTransaction && this.events.length >= this.#context.batchSize) return;
    }
  }

  #metaOf(relation: Relation): EventMeta | undefined {
    if (this.#context.options.metadata.length === 0) return undefined;
    let meta = this.#metas.get(relation);
    if (meta === undefined) {
      meta = eventMeta(this.#context.options, relation.known, this.#transactionTimeMs);
      this.#metas.set(relation, meta);
    }
    return meta;
  }

  /** The relation of a change; undefined for one that is not captured. */
  #relationAt(buffer: Buffer, at: number): Relation | undefined {
    const oid = buffer.readUInt32BE(at + 1);
    const relation = this.#relations.find(oid);
    if (relation === undefined)
      throw new Error(`internal: a change of relation ${oid}, which was not announced`);
    return relation ?? undefined;
  }

  #insert(buffer: Buffer, at: number): void {
    const relation = this.#relationAt(buffer, at);
    if (relation === undefined) return;
    this.#cursor.at = at + 6;
    const after = readTuple(buffer, this.#cursor, relation);
    const meta = this.#metaOf(relation);
    const { id: table } = relation.known;
    this.events.push(
      meta === undefined ? { type: 'insert', table, after } : { type: 'insert', table, after, meta },
    );
  }

  #update(buffer: Buffer, at: number): void {
    const relation = this.#relationAt(buffer, at);
    if (relation === undefined) return;
    const onlyNew = buffer[at + 5] === 0x4e;
    this.#cursor.at = at + 6;
    const old = onlyNew ? undefined : readOldTuple(buffer, this.#cursor, relation);
    if (!onlyNew) this.#cursor.at += 1;
    const after = readTuple(buffer, this.#cursor, relation, relation.fullIdentity ? old : undefined);
    const before = old ?? keyOnly(after, relation);
    const meta = this.#metaOf(relation);
    const { id: table } = relation.known;
    this.events.push(
      meta === undefined
        ? { type: 'update', table, before, after }
        : { type: 'update', table, before, after, meta },
    );
  }

  #delete(buffer: Buffer, at: number): void {
    const relation = this.#relationAt(buffer, at);
    if (relation === undefined) return;
    this.#cursor.at = at + 6;
    const before = readOldTuple(buffer, this.#cursor, relation);
    const meta = this.#metaOf(relation);
    const { id: table } = relation.known;
    this.events.push(
      meta === undefined ? { type: 'delete', table, before } : { type: 'delete', table, before, meta },
    );
  }

  #truncate(buffer: Buffer, at: number): void {
    const count = buffer.readInt32BE(at + 1);
    for (let i = 0; i < count; i += 1) {
      const relation = this.#relations.find(buffer.readUInt32BE(at + 6 + 4 * i));
      if (relation !== null && relation !== undefined) {
        this.events.push({ type: 'truncate.table', table: relation.known.id });
      }
    }
  }

  #begin(buffer: Buffer, at: number): void {
    this.inTransaction = true;
    // The server sends a transaction again when it ends after the slot's confirmed position; one that we have is passed over whole.
    this.#skipping = readLsn(buffer, at + 1) < this.#context.from;
    this.#transactionTimeMs = readTime(buffer, at + 9);
    if (this.#metas.size > 0) this.#metas = new Map();
  }

  #commit(buffer: Buffer, at: number): void {
    this.inTransaction = false;
    const end = readLsn(buffer, at + 10);
    if (end > this.position) this.position = end;
    if (!this.#skipping) this.commitTimeMs = this.#transactionTimeMs;
    this.#skipping = false;
  }

  /** A message of pgoutput other than Relation. */
  #change(type: number, buffer: Buffer, at: number): void {
    if (type === 0x42) this.#begin(buffer, at);
    else if (type === 0x43) this.#commit(buffer, at);
    else if (!CHANGES.has(type)) throw unknownMessage(type);
    else if (this.#skipping) return;
    else if (type === 0x49) this.#insert(buffer, at);
    else if (type === 0x55) this.#update(buffer, at);
    else if (type === 0x44) this.#delete(buffer, at);
    else if (type === 0x54) this.#truncate(buffer, at);
  }

  #keepalive(buffer: Buffer, at: number): void {
    this.serverPosition = readLsn(buffer, at + 1);
    if (!this.inTransaction && this.serverPosition > this.position) this.position = this.serverPosition;
    this.#context.onKeepalive(buffer[at + 17] === 1);
  }
}

/** Insert, Update, Delete, Truncate; and Origin, Type and Message, which say nothing that is needed. */
const CHANGES = new Set([0x49, 0x55, 0x44, 0x54, 0x4f, 0x59, 0x4d]);
