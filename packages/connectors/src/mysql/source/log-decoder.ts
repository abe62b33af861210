// Events of the log as changes of rows and schemas, gathered up to commits. What is not known stops the run: what it meant would be lost.
import type { ChangeEvent } from '@tailrace/core/event';
import type { EncodedChanges } from '@tailrace/engine/api';
import { EVENT_FLAG } from '../binlog/event-header.ts';
import { EVENT } from '../binlog/event-type.ts';
import {
  MARIADB_GTID_FLAG,
  readGtidEvent,
  readMariadbGtidEvent,
  readTaggedGtidEvent,
  readXaPrepare,
} from '../binlog/gtid-event.ts';
import { readQueryEvent, type QueryEvent } from '../binlog/query-event.ts';
import { createEventReader, payloadEvents, type EventReader, type RawEvent } from '../binlog/read-event.ts';
import { isRowsEvent } from '../binlog/rows-event.ts';
import { readRotate } from '../binlog/small-events.ts';
import { inflatePayload, readTransactionPayload } from '../binlog/transaction-payload.ts';
import { unreadable } from '../binlog/unreadable.ts';
import { createGtidTracker, type GtidTracker } from './gtid-tracker.ts';
import type { HeldRows } from './held-rows.ts';
import { createHeldTransactions } from './held-transactions.ts';
import { incident, otherLog, rollbackInLog, unknownEvent } from './incident.ts';
import { createLogChanges, type LogChanges } from './log-changes.ts';
import { IGNORED, LOADS } from './passed-over.ts';
import { compareInLog, type LogPosition } from './position.ts';
import type { Skip } from './options.ts';
import type { QueryReader } from './query-reader.ts';
import type { RowsReader } from './rows-reader.ts';
import { xaIdText, xaQuery } from './xa.ts';

export interface LogDecoderContext {
  /** Up to here everything has been read before, but for the transactions it holds. */
  readonly from: LogPosition;
  /** Where the server was asked to begin: earlier than `from` where transactions are held. */
  readonly begin: { readonly file: string; readonly pos: number };
  /** The server that is read now, which may be another one than that of `from`. */
  readonly server: string;
  readonly mariadb: boolean;
  /** What is older is passed over; ms since 1970. */
  readonly sinceMs: number;
  readonly skip: Skip;
  readonly rows: RowsReader;
  readonly queries: QueryReader;
}

export interface Taken {
  readonly changes: readonly ChangeEvent[] | EncodedChanges;
  /** DDL by number of its event. */
  readonly statements: ReadonlyMap<number, string>;
}

/** A held transaction whose commit has come. */
interface Replay {
  readonly id: string;
  readonly rows: HeldRows;
  readonly events: ReturnType<HeldRows['read']>;
  readonly timestamp: number;
}

/** Events and bytes after which the next commit ends a batch, and after which a batch ends within a transaction. */
const BATCH_EVENTS = 8192;
const BATCH_BYTES = 2 << 20;
const PARTIAL_EVENTS = 4 * BATCH_EVENTS;
const PARTIAL_BYTES = 4 << 20;

export class LogDecoder {
  readonly #context: LogDecoderContext;
  readonly #reader: EventReader = createEventReader(true);
  readonly #gtids: GtidTracker;
  /** Where the next event of the file begins. */
  #file: string;
  #pos: number;
  #created: number;
  #committed: { file: string; pos: number; created: number };
  readonly #changes: LogChanges = createLogChanges();
  #statements = new Map<number, string>();
  /** Events of complete transactions; what is behind them belongs to the one being read. */
  #complete = 0;
  #pending: (() => void) | undefined;
  #standalone = false;
  readonly #held = createHeldTransactions();
  #replay: Replay | undefined;
  /** Before `from`: only the rows of held transactions count. */
  #again: boolean;
  /** Of the transaction being read. */
  #begun: { readonly file: string; readonly pos: number };
  #gtidTimeMs: number | undefined;
  #skipEvents: number;
  #skipRows: number;
  inTransaction = false;
  commitTimeMs: number | undefined;

  constructor(context: LogDecoderContext) {
    this.#context = context;
    const { from, begin } = context;
    this.#file = begin.file;
    this.#pos = begin.pos;
    this.#created = from.created;
    this.#again = compareInLog(begin, from) < 0;
    this.#begun = begin;
    this.#skipEvents = context.skip.events;
    this.#skipRows = context.skip.rows;
    this.#committed = { file: from.file, pos: from.pos, created: from.created };
    this.#gtids = createGtidTracker(from.gtids, context.mariadb);
  }

  /** Reads the event in buffer[start, end). */
  read(buffer: Buffer, start: number, end: number): void {
    const event = this.#reader.read(buffer, start, end);
    this.#move(event);
    // By the end of the event: what was passed over by GTIDs stands before it.
    if (!this.inTransaction && this.#pending === undefined) {
      this.#begun = { file: this.#file, pos: this.#pos - event.header.size };
    }
    this.#take(event);
    this.#count(event.header.nextPosition);
    if (!this.inTransaction && this.#pending === undefined) this.#settle();
  }

  get eventCount(): number {
    return this.#changes.count;
  }

  /** Events of an unfinished transaction behind the complete ones. */
  get partialCount(): number {
    return this.#changes.count - this.#complete;
  }

  /** Enough to be given away, also within a transaction. */
  get full(): boolean {
    const { count, byteLength } = this.#changes;
    return this.partialCount === 0
      ? count >= BATCH_EVENTS || byteLength >= BATCH_BYTES
      : count >= PARTIAL_EVENTS || byteLength >= PARTIAL_BYTES;
  }

  /** End of the last complete transaction. */
  position(): LogPosition {
    const held = this.#held.list();
    return { ...this.#committed, gtids: this.#gtids.text(), server: this.#context.server, held };
  }

  /** A held transaction has come to its commit and is being read: `replay` is to be called before anything else is read. */
  get replays(): boolean {
    return this.#replay !== undefined;
  }

  /** Goes on with it, up to a full batch. */
  replay(): void {
    const replay = this.#replay;
    if (replay === undefined) return;
    const { format } = replay.rows;
    while (!this.full) {
      const next = replay.events.next();
      if (next.done === true) {
        this.#replay = undefined;
        this.#held.end(replay.id);
        this.#commit(replay.timestamp);
        this.#settle();
        return;
      }
      const { event, skip } = next.value;
      if (event.header.type === EVENT.TABLE_MAP) this.#context.rows.tableMap(event, format);
      else this.#context.rows.rows(event, format, { out: this.#changes.rows, skip });
    }
  }

  close(): void {
    this.#held.close();
  }

  take(): Taken {
    const taken = { changes: this.#changes.take(), statements: this.#statements };
    this.#statements = new Map();
    this.#complete = 0;
    return taken;
  }

  #move({ header }: RawEvent): void {
    const madeUp =
      header.nextPosition === 0 || (header.flags & EVENT_FLAG.ARTIFICIAL) !== 0 || header.timestamp === 0;
    if (madeUp || header.type === EVENT.HEARTBEAT || header.type === EVENT.HEARTBEAT_V2) return;
    // The header has the low 32 bits only.
    const low = this.#pos % 0x100000000;
    const ahead = header.nextPosition - low;
    this.#pos += ahead >= 0 ? ahead : ahead + 0x100000000;
  }

  /** `scan.startup.specific-offset.skip-events` counts what is in the log, whatever it is. */
  #count(nextPosition: number): void {
    if (this.#skipEvents > 0 && nextPosition > 0) this.#skipEvents -= 1;
  }

  #settle(): void {
    if (this.#again) {
      if (compareInLog({ file: this.#file, pos: this.#pos }, this.#context.from) < 0) return;
      this.#again = false;
    }
    this.#complete = this.#changes.count;
    const at = this.#committed;
    const { from, server } = this.#context;
    // Asked by GTIDs, a server begins at the head of the file and passes over what was read before.
    if (from.server === server && compareInLog({ file: this.#file, pos: this.#pos }, at) < 0) return;
    at.file = this.#file;
    at.pos = this.#pos;
    at.created = this.#created;
  }

  #take(event: RawEvent): void {
    const { type, flags } = event.header;
    if (isRowsEvent(type)) this.#rows(event);
    else if (type === EVENT.TABLE_MAP) {
      // Rows are within a transaction, whether its beginning was seen or not: only its end makes them changes.
      this.inTransaction = true;
      this.#tableMap(event);
    } else if (type === EVENT.XID) this.#commit(event.header.timestamp);
    else if (type === EVENT.QUERY || type === EVENT.MARIADB_QUERY_COMPRESSED) this.#query(event);
    else if (!this.#control(event) && !IGNORED.has(type) && (flags & EVENT_FLAG.IGNORABLE) === 0) {
      throw unknownEvent(type, this.#file, this.#pos);
    }
  }

  #tableMap(event: RawEvent): void {
    if (this.#again && !this.#held.isOpen) return;
    this.#context.rows.tableMap(event, this.#reader.format);
    if (this.#held.isOpen) this.#held.add(event, 0);
  }

  #rows(event: RawEvent): void {
    if ((this.#again && !this.#held.isOpen) || this.#isPassedOver(event)) return;
    const skip = this.#skipRows;
    this.#skipRows = 0;
    const { rows } = this.#context;
    const { format } = this.#reader;
    if (!this.#held.isOpen) rows.rows(event, format, { out: this.#changes.rows, skip });
    else if (rows.captures(event, format)) this.#held.add(event, skip);
  }

  /** Older than the moment, or one of the events, that the options let a run begin at. */
  #isPassedOver({ header }: RawEvent): boolean {
    return header.timestamp * 1000 < this.#context.sinceMs || this.#skipEvents > 0;
  }

  /** False for what is none of these. */
  #control(event: RawEvent): boolean {
    const { type, serverId } = event.header;
    const body = event.buffer.subarray(event.start, event.end);
    switch (type) {
      case EVENT.ROTATE:
        this.#rotate(body);
        return true;
      case EVENT.GTID:
      case EVENT.ANONYMOUS_GTID:
      case EVENT.GTID_TAGGED:
        this.#gtid(type, body);
        return true;
      case EVENT.MARIADB_GTID:
        this.#mariadbGtid(body, serverId);
        return true;
      case EVENT.TRANSACTION_PAYLOAD:
        for (const inner of payloadEvents(inflatePayload(readTransactionPayload(body)))) this.#take(inner);
        return true;
      case EVENT.XA_PREPARE:
        this.#prepare(body, event.header.timestamp);
        return true;
      case EVENT.INCIDENT:
        throw incident(body, this.#file, this.#pos);
      case EVENT.FORMAT_DESCRIPTION:
        this.#format(event);
        return true;
      default:
        if (!LOADS.has(type)) return false;
        throw this.#context.queries.statementFormat('LOAD DATA');
    }
  }

  #gtid(type: number, body: Buffer): void {
    const event = type === EVENT.GTID_TAGGED ? readTaggedGtidEvent(body) : readGtidEvent(body);
    const { source, number, immediateCommitTimestamp: at } = event;
    this.#begin(() => {
      if (number !== 0n) this.#gtids.addMysql(source, number);
    }, false);
    this.#gtidTimeMs = at === undefined ? undefined : Number(at / 1000n);
  }

  #mariadbGtid(body: Buffer, serverId: number): void {
    const { gtid, flags, xa } = readMariadbGtidEvent(body, serverId);
    const standalone = (flags & MARIADB_GTID_FLAG.STANDALONE) !== 0;
    this.#begin(() => this.#gtids.addMariadb(gtid), standalone);
    this.inTransaction = !standalone;
    if (xa !== undefined) this.#beginXa(xaIdText(xa));
  }

  #begin(done: () => void, standalone: boolean): void {
    this.#pending = done;
    this.#standalone = standalone;
  }

  #rotate(body: Buffer): void {
    const { file, position } = readRotate(body);
    if (file !== this.#file) this.#created = 0;
    this.#file = file;
    this.#pos = Number(position);
  }

  /** A file of the name that was read from and begun at another time: by GTIDs, too, numbers may have begun anew. */
  #format({ header }: RawEvent): void {
    const { from, server } = this.#context;
    const isSame = from.server === server && this.#file === from.file && from.created !== 0;
    if (isSame && header.timestamp !== from.created) throw otherLog(from.file);
    this.#created = header.timestamp;
  }

  #query(event: RawEvent): void {
    const query = readQueryEvent(event);
    const text = this.#context.queries.textOf(query);
    const { timestamp } = event.header;
    const word = /^\s*(\w+)/u.exec(text)?.[1]?.toUpperCase() ?? '';
    if (word === 'BEGIN') this.inTransaction = true;
    else if (word === 'COMMIT') this.#commit(timestamp);
    else if (word === 'ROLLBACK') this.#rollback(text, timestamp);
    else if (word === 'XA') this.#xa(text, timestamp);
    else if (word !== 'SAVEPOINT' && word !== 'RELEASE') {
      if (!this.#again && !this.#isPassedOver(event)) this.#follow(text, query);
      if (!this.inTransaction || this.#standalone) this.#commit(timestamp);
    }
  }

  #follow(text: string, query: QueryEvent): void {
    const changes = this.#context.queries.read(text, query);
    for (const change of changes) {
      this.#statements.set(this.#changes.count, text);
      this.#changes.push(change);
    }
    this.#context.rows.forget();
  }

  #commit(timestamp: number): void {
    this.#pending?.();
    this.#pending = undefined;
    this.#standalone = false;
    this.inTransaction = false;
    this.#held.abandon();
    this.commitTimeMs = this.#gtidTimeMs ?? timestamp * 1000;
    this.#gtidTimeMs = undefined;
  }

  #rollback(text: string, timestamp: number): void {
    if (this.partialCount > 0) {
      throw rollbackInLog(text, this.#file, this.#pos);
    }
    if (!/^\s*ROLLBACK\s+(?:WORK\s+)?TO\b/iu.test(text)) this.#commit(timestamp);
  }

  #xa(text: string, timestamp: number): void {
    const { verb, id } = xaQuery(text);
    if (verb === 'START' || verb === 'BEGIN') {
      this.inTransaction = true;
      this.#beginXa(id);
      return;
    }
    if (verb === 'END') return;
    const rows = verb === 'COMMIT' ? this.#held.rowsOf(id) : undefined;
    if (rows !== undefined) {
      this.#startReplay(id, rows, timestamp);
      return;
    }
    this.#held.end(id);
    this.#commit(timestamp);
  }

  /** One that was held before `from`, or is behind it. */
  #beginXa(id: string): void {
    const counts = !this.#again || this.#context.from.held?.some((each) => each.id === id) === true;
    if (counts) this.#held.begin(this.#reader.format);
  }

  #prepare(body: Buffer, timestamp: number): void {
    const { onePhase, xa } = readXaPrepare(body);
    if (this.partialCount > 0) {
      throw unreadable(
        `the XA transaction that is prepared before ${this.#file}:${this.#pos} began before the position that the run was given`,
      );
    }
    const id = xaIdText(xa);
    this.#held.prepare(id, this.#begun);
    const rows = onePhase ? this.#held.rowsOf(id) : undefined;
    if (rows === undefined) this.#commit(timestamp);
    else this.#startReplay(id, rows, timestamp);
  }

  #startReplay(id: string, rows: HeldRows, timestamp: number): void {
    this.inTransaction = true;
    this.#replay = { id, rows, events: rows.read(), timestamp };
  }
}
