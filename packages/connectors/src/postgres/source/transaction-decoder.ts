// Frames of the replication stream as changes, gathered up to commit boundaries.
import type { ChangeEvent, EventMeta } from '@tailrace/core/event';
import type { SourceOptions } from '../options.ts';
import { eventMeta } from './event-meta.ts';
import { CHANGE, type Retaken, type StreamBatch } from '@tailrace/engine/api';
import { createChangeBuilder, type ChangeBuilder } from '../../encoded-changes.ts';
import { parseRelation, tupleEnd, unknownMessage } from './pgoutput.ts';
import type { Relation, Relations } from './relations.ts';

/** Complete CopyData frames in buffer[at, end); `at` moves on as they are read. */
export interface FrameRun {
  readonly buffer: Buffer;
  at: number;
  readonly end: number;
}

type SchemaChanges = Pick<StreamBatch, 'events' | 'retake'>;

export interface TransactionDecoder {
  /**
   * Reads on in the run until its end, or until something has to be given away first: enough changes, or a schema change. Synchronous but
   * for Relation messages of tables whose columns changed.
   */
  read(run: FrameRun): Promise<void>;
  readonly inTransaction: boolean;
  /** Changes since the last `take`: whole transactions unless `inTransaction`. They come before `events`. */
  readonly changes: ChangeBuilder;
  /** Schema changes that wait to be taken; until then nothing is read. */
  readonly events: readonly ChangeEvent[];
  /** Enough to be given away, also within a transaction. */
  readonly full: boolean;
  /** End of the last complete transaction, or of what the server says it has looked through. */
  readonly position: bigint;
  readonly commitTimeMs: number | undefined;
  /** By the server's clock, from the commit of the last transaction to its being sent. */
  readonly delayMs: number;
  takeEvents(): SchemaChanges;
}

const EPOCH_2000_MS = 946_684_800_000;

const readLsn = (buffer: Buffer, at: number): bigint => buffer.readBigUInt64BE(at);
/** Microseconds since 2000 as ms since 1970. */
const readTime = (buffer: Buffer, at: number): number =>
  Math.floor((buffer.readInt32BE(at) * 4_294_967_296 + buffer.readUInt32BE(at + 4)) / 1000) + EPOCH_2000_MS;

/** Changes and bytes after which the next commit boundary ends a batch. */
const BATCH_CHANGES = 8192;
const BATCH_BYTES = 2 << 20;
/** Bytes of one transaction after which a batch ends within it. */
const PARTIAL_BYTES = 4 << 20;

export interface DecoderContext {
  readonly options: SourceOptions;
  readonly relations: Relations;
  readonly from: bigint;
  onKeepalive(replyRequested: boolean): void;
}

export function createTransactionDecoder(context: DecoderContext): TransactionDecoder {
  return new Decoder(context);
}

class Decoder implements TransactionDecoder {
  readonly #context: DecoderContext;
  readonly #relations: Relations;
  readonly changes = createChangeBuilder('pgoutput');
  events: ChangeEvent[] = [];
  retake: Retaken[] = [];
  inTransaction = false;
  position: bigint;
  commitTimeMs: number | undefined;
  delayMs = 0;
  #skipping = false;
  /** Of the transaction at hand, or the last one. */
  #xid: number | undefined;
  #transactionTimeMs = 0;
  #metas = new Map<Relation, EventMeta | undefined>();

  constructor(context: DecoderContext) {
    this.#context = context;
    this.#relations = context.relations;
    this.position = context.from;
  }

  takeEvents(): SchemaChanges {
    const { events, retake } = this;
    this.events = [];
    this.retake = [];
    return retake.length === 0 ? { events } : { events, retake };
  }

  get full(): boolean {
    const { count, byteLength } = this.changes;
    if (this.inTransaction) return byteLength >= PARTIAL_BYTES;
    return count >= BATCH_CHANGES || byteLength >= BATCH_BYTES;
  }

  async read(run: FrameRun): Promise<void> {
    const { changes } = this;
    const { buffer, end } = run;
    changes.enter(buffer);
    while (run.at < end && this.events.length === 0 && !this.full) {
      const begin = run.at;
      const content = begin + 5;
      run.at += 1 + buffer.readUInt32BE(begin + 1);
      if (buffer[content] === 0x6b) this.#keepalive(buffer, content);
      else if (buffer[content] !== 0x77) throw unknownMessage(buffer[content] ?? 0);
      else if (buffer[content + 25] === 0x52) await this.#relation(buffer, content + 25);
      else this.#message(buffer, content);
    }
  }

  async #relation(buffer: Buffer, at: number): Promise<void> {
    const { events, retake } = await this.#relations.learn(parseRelation(buffer, at), this.#xid);
    for (const event of events) this.events.push(event);
    if (retake !== undefined) this.retake.push(retake);
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

  #change(type: number, buffer: Buffer, at: number): void {
    const relation = this.#relationAt(buffer, at);
    if (relation === undefined) return;
    const meta = this.#metaOf(relation);
    if (type === 0x49) this.changes.add(relation, CHANGE.insert, { old: -1, now: at + 6 }, meta);
    else if (type === 0x44) this.changes.add(relation, CHANGE.delete, { old: at + 6, now: -1 }, meta);
    else if (buffer[at + 5] === 0x4e)
      this.changes.add(relation, CHANGE.update, { old: -1, now: at + 6 }, meta);
    else {
      const now = tupleEnd(buffer, at + 6, relation) + 1;
      this.changes.add(relation, CHANGE.update, { old: at + 6, now }, meta);
    }
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
    this.#xid = buffer.readUInt32BE(at + 17);
    if (this.#metas.size > 0) this.#metas = new Map();
  }

  #commit(buffer: Buffer, at: number, sentAtMs: number): void {
    this.inTransaction = false;
    const end = readLsn(buffer, at + 10);
    if (end > this.position) this.position = end;
    if (!this.#skipping) this.commitTimeMs = this.#transactionTimeMs;
    this.delayMs = sentAtMs - this.#transactionTimeMs;
    this.#skipping = false;
  }

  /** A message of pgoutput other than Relation, in its XLogData: "w", two positions and the server's clock before it. */
  #message(buffer: Buffer, content: number): void {
    const at = content + 25;
    const type = buffer[at] ?? 0;
    if (type === 0x42) this.#begin(buffer, at);
    else if (type === 0x43) this.#commit(buffer, at, readTime(buffer, content + 17));
    else if (!CHANGES.has(type)) throw unknownMessage(type);
    else if (this.#skipping) return;
    else if (type === 0x49 || type === 0x55 || type === 0x44) this.#change(type, buffer, at);
    else if (type === 0x54) this.#truncate(buffer, at);
  }

  #keepalive(buffer: Buffer, at: number): void {
    const sent = readLsn(buffer, at + 1);
    if (!this.inTransaction && sent > this.position) this.position = sent;
    this.#context.onKeepalive(buffer[at + 17] === 1);
  }
}

/** Insert, Update, Delete, Truncate; and Origin, Type and Message, which say nothing that is needed. */
const CHANGES = new Set([0x49, 0x55, 0x44, 0x54, 0x4f, 0x59, 0x4d]);
