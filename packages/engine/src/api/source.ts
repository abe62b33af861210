// What a source connector gives the engine. One instance serves one run or one look (discover, sample, check) and is closed after it.
import type { ChangeEvent, DataChangeEvent, EventMeta } from '@tailrace/core/event';
import type { TableId, TableSchema } from '@tailrace/core/table';
import type { JsonValue, Row, Value } from '@tailrace/core/value';
import type { Offset } from './offset.ts';

export interface SourceContext {
  /** Options of the document with secrets resolved; already checked against the descriptor. */
  readonly options: Readonly<Record<string, string>>;
  /** Stable name of the pipeline: what slots and publications without a name of their own are called after. */
  readonly pipelineName: string;
  /** With a code it is a warning. */
  readonly log: (message: string, code?: string) => void;
}

export interface DiscoveredTable {
  /** As events, transforms and routes name it. */
  readonly table: TableId;
  /** The id that the document's `tables` patterns are matched against, where it is another one (PostgreSQL: with the database in front). */
  readonly captureId?: TableId;
  readonly schema: TableSchema;
  /** From the server's statistics; undefined when it has none. */
  readonly rowEstimate?: number;
  /** What the log will hold of changed rows; absent where no log is read, or the source cannot tell. */
  readonly changeImages?: ChangeImages;
}

/**
 * `full`: old and new rows whole. `key`: of an old row the primary key only, and a new row may lack large values that did not change.
 * `remedy` is the statement that makes them full.
 */
export type ChangeImages = { readonly kind: 'full' } | { readonly kind: 'key'; readonly remedy: string };

/** One named check of the preflight, with the value seen and, where it failed, what to run or change. */
export interface PreflightCheck {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  /** A statement or setting that mends it, to be copied. */
  readonly remedy?: string;
}

export interface Source {
  /** All tables the account can see (system tables apart), captured or not, in order of their names. */
  discover(signal: AbortSignal): Promise<readonly DiscoveredTable[]>;
  /** Some rows as they are now, in the order of the schema; read in a read-only transaction, leaves nothing behind. */
  sample(request: {
    table: TableId;
    schema: TableSchema;
    limit: number;
    signal: AbortSignal;
  }): Promise<readonly Row[]>;
  /** Where a table's rows lie, equal to the sink's text for the same table of the same server. */
  placeOf?(table: TableId): string;
  preflight(tables: readonly TableId[], signal: AbortSignal): Promise<readonly PreflightCheck[]>;
  /** Begins or resumes reading. Creates what has to exist on the server (slot, publication) before it returns. */
  open(request: OpenRequest): Promise<SourceReader>;
  /** What the server keeps for the document's reader, be one there or not; absent or undefined where it keeps nothing. Changes nothing. */
  keptLog?(signal: AbortSignal): Promise<KeptLog | undefined>;
  /** Removes what `open` created on the server; only on the user's request (stop and clean up). */
  cleanUp(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Log that a server keeps until its reader has read it. */
export interface KeptLog {
  /** What holds it there, to be looked up on the server: the replication slot. */
  readonly name: string;
  readonly retainedBytes: number;
  /** A reader is connected. */
  readonly isActive: boolean;
  /** What may still come until the server removes what is needed; absent where nothing limits it. */
  readonly leftBytes?: number;
  readonly risk?: LogRisk;
}

/** A reader's log on the server; what is absent the server does not tell. */
export interface LogState {
  /** Kept because the sink has not made it durable yet. */
  readonly retainedBytes?: number;
  /** Not read yet. */
  readonly behindBytes?: number;
  /** What may still come until the server removes what is needed, in bytes or in ms; the least that it may be. */
  readonly leftBytes?: number;
  readonly leftMs?: number;
  readonly risk?: LogRisk;
}

/** That log which is still needed may be removed, or fill the disk; told once as a warning. */
export interface LogRisk {
  readonly code: string;
  /** What is so, what comes of it, and what to do. */
  readonly message: string;
}

export interface OpenRequest {
  /** Tables to capture with the schema they had at `resumeFrom`; for a first start, as discovered. */
  readonly tables: readonly DiscoveredTable[];
  /** Absent: a first start. */
  readonly resumeFrom?: SourceCheckpoint;
  /** Whether the document's patterns capture a table, which may have been made meanwhile. Absent: nobody asks for such tables. */
  readonly captures?: (table: Pick<DiscoveredTable, 'table' | 'captureId'>) => boolean;
  readonly signal: AbortSignal;
}

/** Where a source has to go on. Part of the run's checkpoint. */
export interface SourceCheckpoint {
  /** Position the stream starts from, or has reached. */
  readonly offset: Offset;
  /** What `SourceReader.identity` said then. */
  readonly identity?: JsonValue;
  /** Ids of finished splits; undefined once the snapshot is complete. */
  readonly snapshot?: {
    readonly finishedSplits: readonly string[];
    readonly finishedTables: readonly string[];
  };
}

export interface SnapshotSplit {
  readonly id: string;
  readonly table: TableId;
  /** Estimated rows, for progress. */
  readonly rowEstimate?: number;
}

export interface SourceReader {
  /** The position the stream will start from; the snapshot is consistent with it, or becomes so once the stream has passed `consistentFrom`. */
  readonly startOffset: Offset;
  /**
   * True when snapshot rows may be newer than `startOffset` (a snapshot resumed after a crash): until the stream passes
   * `consistentFrom()`, inserts have to be written as upserts, and deletes of absent rows are no error.
   */
  readonly replays: boolean;
  consistentFrom(): Offset;
  /** True when there is nothing to follow after the snapshot (`scan.startup.mode: snapshot`): the run ends with it. */
  readonly bounded?: boolean;
  splits(table: DiscoveredTable): Promise<readonly SnapshotSplit[]>;
  /** How many splits may be read at once; one where absent. */
  readonly parallelSplits?: number;
  readSplit(split: SnapshotSplit, signal: AbortSignal): AsyncIterable<SnapshotBatch>;
  /** Ends only by the signal or an error. Pulling is the back-pressure: nothing is read ahead beyond one batch. */
  stream(from: Offset, signal: AbortSignal): AsyncIterable<StreamBatch>;
  /** The sink has everything up to here durably; the server may forget it. Never called with anything else. */
  acknowledge(offset: Offset): void;
  /** The server's position now: what "caught up" means when asked at the beginning of the stream. */
  currentOffset(): Promise<Offset>;
  compareOffsets(a: Offset, b: Offset): number;
  /**
   * The rows of one captured table as they are now, while its stream stands still: they may be newer than the stream's position, up to
   * `consistentFrom` once all are read. Never called for a table without a key, by which the stream is replayed onto the rows. Throws
   * `table-retake-impossible` where the table has other columns by now than `table.schema`.
   */
  retake?(table: DiscoveredTable, signal: AbortSignal): Promise<RetakeReader>;
  /** By what the source knows its server again, kept with every checkpoint: positions of another one mean nothing. */
  identity?(): JsonValue;
  /** How the server keeps its log for this reader; asked every few seconds, in the midst of reading. */
  logState?(): Promise<LogState>;
  close(): Promise<void>;
}

export interface RetakeReader {
  rows(): AsyncIterable<SnapshotBatch>;
  consistentFrom(): Offset;
  close(): Promise<void>;
}

/** Rows of a snapshot. `encoded`, where given, holds the same rows in the connector's wire form, so that an equal sink may copy bytes. */
export interface SnapshotBatch {
  readonly table: TableId;
  /** Decodes on demand: the columns listed, UNSENT elsewhere; all when omitted. */
  rows(columns?: readonly number[]): readonly Row[];
  readonly rowCount: number;
  readonly encoded?: EncodedRows;
  /** What the source tells of these rows: the `meta` of the inserts made of them. */
  readonly meta?: EventMeta;
  /** Says that nobody will look at it again, nor at `encoded`: its memory may hold rows to come. Need not be called. */
  release?(): void;
}

/**
 * Rows as bytes: cell (row, column) is bytes[offsets[2 * (row * columns + column)] …] of length offsets[… + 1]; length -1 is NULL.
 * postgres-binary: the four bytes before each cell, NULL or not, hold that length too, and the cells of a row stand one behind the other,
 * so that neighbouring columns may be copied in one piece.
 * mysql-text: the text that the server prints in a session of UTC, utf8mb4 and no zero-padding that matters; the types say how to read it.
 */
export interface EncodedRows {
  readonly format: 'postgres-binary' | 'mysql-text';
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  readonly columns: number;
  /**
   * Type of each column in the format's own terms. PostgreSQL: the type's OID and modifier as "oid:typmod". MySQL: integer, boolean, decimal,
   * text, datetime, timestamp; empty where the cell has to be decoded.
   */
  readonly columnTypes: readonly string[];
}

/** Events in their order, up to a commit boundary; or a heartbeat without events that only moves the position. */
export interface StreamBatch {
  /** Where `encoded` is given: the same changes, made when asked for. */
  readonly events: readonly ChangeEvent[];
  /** The changes in the connector's wire form; only where all events of the batch are changes of rows. */
  readonly encoded?: EncodedChanges;
  /**
   * True: the transaction of the last event goes on in the next batch, so nothing of it may be committed yet. A source cuts large
   * transactions this way, so that memory stays flat. `offset` stays at the last transaction that is complete.
   */
  readonly partial?: boolean;
  /** Everything up to here is in this batch or an earlier one. */
  readonly offset: Offset;
  /** Commit time of the last transaction at the source, ms since the epoch. */
  readonly commitTimeMs?: number;
  /** Tables whose stored rows a change has altered without a word in the log; they are read again, behind the events of this batch. */
  readonly retake?: readonly Retaken[];
  /** Tables that the run did not have, and whose create.table is among the events: from there on they are followed. */
  readonly newTables?: readonly DiscoveredTable[];
  /** Source text of DDL in the batch by event index, where the source can tell. */
  readonly statements?: ReadonlyMap<number, string>;
  /** True: there is a backlog, more follows at once. Otherwise the engine commits as soon as it has nothing else to take. */
  readonly more?: boolean;
}

export interface Retaken {
  readonly table: TableId;
  /** For the log, e.g. "column note was added with a default that is not constant". */
  readonly reason: string;
  /** The sink had no rows of it before. */
  readonly isNew?: boolean;
}

/** What `kind` says in EncodedChanges.index. */
export const CHANGE = { none: 0, insert: 1, update: 2, delete: 3 } as const;

/**
 * Changes of rows as bytes, so that a sink which knows the format copies what no expression touches, and decodes only what it keeps.
 * pgoutput: a row is a tuple as in PostgreSQL's "Logical Replication Message Formats" (TupleData): the number of columns in two bytes, then
 * of each column a kind byte (n NULL, u unchanged and not sent, t text, b binary), and for t and b a length in four bytes and the value.
 * mysql-log: a row is an image of a rows event of the binary log; where its cells lie, only the table can tell.
 */
export interface EncodedChanges {
  readonly format: 'pgoutput' | 'mysql-log';
  /** As they came from the network; a change lies in one of them. */
  readonly chunks: readonly Buffer[];
  /** Of the chunks: what is held as long as the changes are. */
  readonly byteLength: number;
  readonly count: number;
  /**
   * INDEX_WIDTH numbers a change: which of `tables`, the kind, where the old row begins, where the new one does (-1: not sent), and in
   * which of `chunks`.
   */
  readonly index: Int32Array;
  readonly tables: readonly EncodedTable[];
  /** A row of a change decoded: the columns listed, UNSENT elsewhere; all when omitted. */
  row(at: number, image: 'before' | 'after', columns?: readonly number[]): Row;
  event(at: number): DataChangeEvent;
}

export const INDEX_WIDTH = 5;

/** The same object as long as the columns are the same. */
export interface EncodedTable {
  readonly table: TableId;
  /**
   * Of each column the form of its cells, in the format's own terms; empty where they have to be decoded.
   * pgoutput: the type whose binary form it is, as "oid:typmod". mysql-log, numbers little-endian, all else as MySQL stores it: integer:n
   * and unsigned:n (bytes), boolean, float, double, decimal:precision:scale, text (UTF-8), ascii-text (another character set that has
   * ASCII in it), bytes, padded:n (zero bytes at the end left out), date, time:fsp, datetime:fsp, timestamp:fsp.
   */
  readonly columnTypes: readonly string[];
  /** Of each column whether equal values are equal bytes, so that it may tell rows apart without being decoded. */
  readonly bytewise: readonly boolean[];
  /** False: rows may lack values in a way that only the source understands, and changes of the table have to be taken as events. */
  readonly isWhole: boolean;
  /** Old rows are whole (REPLICA IDENTITY FULL), so that an unchanged value may be taken from there. */
  readonly wholeOldRows: boolean;
  /**
   * Notes where the cells of the row that begins at `at` lie: begin of column c at cells[2 * c], length behind it; -1 NULL, -2 not sent.
   * True when any was not sent.
   */
  locate(bytes: Buffer, at: number, cells: Int32Array): boolean;
  /** The value of a cell that is there. Throws TailraceError `value-not-representable`. */
  decode(column: number, bytes: Buffer, at: number, length: number): Value;
}
