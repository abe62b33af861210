// What waits to be written, by table, and the one COPY that may be open. Order is kept within a table; between tables there is none to keep.
import type { BulkTarget } from '@tailrace/core/chain';
import type { EncodedChanges, EncodedTable, SnapshotWrite } from '@tailrace/engine/api';
import type { DataChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';
import type { SinkOptions } from '../options.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { createFrames, startBulkCopy, type BulkCopy } from './bulk-copy.ts';
import { createCompaction, type Compaction } from '../../compaction.ts';
import { createEncodedCompaction, type EncodedCompaction, type Going } from './encoded-compaction.ts';
import type { EncodedWay } from './encoded-way.ts';
import { MysqlLogWay } from './mysql-log-way.ts';
import { PgoutputWay } from './pgoutput-way.ts';
import { encodeChanges, encodeRows, moveRow, writeKeyed, type KeyedWriterContext } from './keyed-writer.ts';
import { writeKeyless } from './keyless-writer.ts';
import type { SnapshotEncoder } from './snapshot-encoder.ts';
import { createStage, type Stage } from './stage.ts';
import { planWrites, readTarget, type WritePlan } from './target-table.ts';
import type { Transactions } from './transactions.ts';

export interface TableState {
  readonly plan: WritePlan;
  readonly schema: TableSchema;
  readonly ways: WeakMap<EncodedTable, EncodedWay>;
  readonly encoders: WeakMap<BulkTarget, SnapshotEncoder>;
  readonly waiting: Waiting;
  stage: Promise<Stage> | undefined;
  /** Snapshot rows are known to meet others. */
  repeats: boolean;
}

/** What waits for one table, and goes with one commit. */
interface Waiting {
  readonly compaction: Compaction;
  /** Of changes that are still bytes. Only one of the two holds something, so that their order is kept. */
  readonly encoded: EncodedCompaction;
  /** Until the next commit changes go as events: one of them could not go as bytes. */
  asEvents: boolean;
  keyless: DataChangeEvent[];
}

/** What waited when a commit began, in the form in which it is sent; what comes after belongs to the next. */
export type Prepared = readonly (() => Promise<void>)[];

interface OpenCopy {
  readonly key: string;
  readonly copy: BulkCopy;
}

/** Changes of a table are written when this many keys wait, so that memory stays flat whatever the size of a transaction. */
const MAX_PENDING = 20_000;

/** Bytes of changes that wait. */
const MAX_HELD = 24 << 20;

export class PendingTables {
  readonly #wire: WireConnection;
  readonly #options: SinkOptions;
  readonly #transactions: Transactions;
  readonly #tables = new Map<string, TableState>();
  readonly #frames = createFrames();
  #stages = 0;
  #transaction = 0;
  #held = 0;
  #bulk: OpenCopy | undefined;

  constructor(wire: WireConnection, options: SinkOptions, transactions: Transactions) {
    this.#wire = wire;
    this.#options = options;
    this.#transactions = transactions;
  }

  get copying(): boolean {
    return this.#bulk !== undefined;
  }

  /** The table's state for rows of this schema; asks the catalogue when it is new or another one. */
  async stateOf(id: TableId, schema: TableSchema): Promise<TableState> {
    const key = formatTableId(id);
    const known = this.#tables.get(key);
    if (known?.schema === schema) return known;
    await this.endCopy();
    if (known !== undefined) await this.#flush(known);
    await this.#transactions.ready();
    const plan = planWrites(id, schema, await readTarget(this.#wire, id, this.#options), this.#options);
    const state: TableState = {
      plan,
      schema,
      ways: new WeakMap(),
      encoders: new WeakMap(),
      waiting: nothing(plan),
      stage: undefined,
      repeats: false,
    };
    this.#tables.set(key, state);
    return state;
  }

  /** A promise only where something has to be written before the next event. */
  add(state: TableState, event: DataChangeEvent, upsertInserts: boolean): Promise<void> | undefined {
    const { waiting, plan } = state;
    if (waiting.encoded.size > 0) return this.#addBehind(state, event, upsertInserts);
    if (plan.keys.length === 0) {
      waiting.keyless.push(event);
      return waiting.keyless.length >= MAX_PENDING ? this.#flush(state) : undefined;
    }
    if (!waiting.compaction.add(event, upsertInserts)) return this.#move(state, event);
    return waiting.compaction.size >= MAX_PENDING ? this.#flush(state) : undefined;
  }

  /** How changes of a source table, still bytes, go into the sink table. */
  wayOf(
    state: TableState,
    table: EncodedTable,
    { target, format }: { readonly target: BulkTarget; readonly format: EncodedChanges['format'] },
  ): EncodedWay {
    let way = state.ways.get(table);
    if (way === undefined) {
      const Way = format === 'pgoutput' ? PgoutputWay : MysqlLogWay;
      way = new Way(table, target, state.plan);
      state.ways.set(table, way);
    }
    return way;
  }

  /** As `add`, for a change that is still bytes; looked at during the call only. */
  addEncoded(state: TableState, change: Going): Promise<void> | undefined {
    const { upsertInserts } = change.write;
    const { waiting } = state;
    if (!waiting.asEvents) {
      if (waiting.compaction.size === 0 && waiting.encoded.add(change, upsertInserts))
        return waiting.encoded.size >= MAX_PENDING ? this.#flush(state) : undefined;
      waiting.asEvents = true;
    }
    return this.add(state, change.way.event(change), upsertInserts);
  }

  /** Notes that changes in this many bytes wait; too many are written, so that memory stays flat. */
  async hold(bytes: number): Promise<void> {
    this.#held += bytes;
    if (this.#held >= MAX_HELD) await this.flushAll();
  }

  async #addBehind(state: TableState, event: DataChangeEvent, upsertInserts: boolean): Promise<void> {
    await this.#flush(state);
    await this.add(state, event, upsertInserts);
  }

  async #move(state: TableState, event: DataChangeEvent): Promise<void> {
    await this.#flush(state);
    await this.#transactions.ready();
    await moveRow(this.#target(state), event);
  }

  /** The COPY that snapshot rows of this target go to; others that are open are ended first. */
  async copyFor(request: SnapshotWrite, state: TableState): Promise<BulkCopy> {
    const key = formatTableId(request.target.sinkTable);
    if (this.#bulk?.key === key) return this.#bulk.copy;
    await this.flushAll();
    await this.#transactions.ready();
    const mayRepeat = state.repeats || (request.upsertInserts && state.plan.keys.length > 0);
    const copy = await startBulkCopy({ ...this.#target(state), mayRepeat });
    this.#bulk = { key, copy };
    return copy;
  }

  async endCopy(): Promise<void> {
    const open = this.#bulk;
    this.#bulk = undefined;
    if (open !== undefined) await this.#end(open);
  }

  async #end({ key, copy }: OpenCopy): Promise<void> {
    await copy.finish();
    const state = this.#tables.get(key);
    if (state !== undefined && copy.viaStage) state.repeats = true;
  }

  /** Resolves when all of it is on its way into the tables; behind it `ready` is to be waited for. */
  async flushAll(): Promise<void> {
    await this.endCopy();
    for (const state of this.#tables.values()) await this.#flush(state);
    this.#held = 0;
  }

  /** What waits, to be sent one behind the other; from here on rows wait for the next commit. */
  prepare(): Prepared {
    const bulk = this.#bulk;
    this.#bulk = undefined;
    this.#held = 0;
    const work = [...this.#tables.values()].flatMap((state) => this.#prepare(state));
    for (const { waiting } of this.#tables.values()) waiting.asEvents = false;
    return bulk === undefined ? work : [async () => this.#end(bulk), ...work];
  }

  /** The transaction is over: the stages are empty. */
  committed(): void {
    this.#transaction += 1;
  }

  /** After the table was altered: what is known of it is old. */
  forget(id: TableId): void {
    this.#tables.delete(formatTableId(id));
  }

  #target(state: TableState): KeyedWriterContext {
    return {
      wire: this.#wire,
      frames: this.#frames,
      plan: state.plan,
      stage: async () => this.#stageOf(state),
    };
  }

  async #stageOf(state: TableState): Promise<Stage> {
    if (state.stage === undefined) {
      this.#stages += 1;
      state.stage = createStage(this.#wire, state.plan, {
        number: this.#stages,
        transaction: () => this.#transaction,
      });
    }
    return state.stage;
  }

  /** Resolves when it is being sent. */
  async #flush(state: TableState): Promise<void> {
    for (const work of this.#prepare(state)) {
      await this.#transactions.begin(work);
    }
  }

  #prepare(state: TableState): Prepared {
    const { waiting } = state;
    const target = this.#target(state);
    const work: (() => Promise<void>)[] = [];
    if (waiting.encoded.size > 0) {
      const write = encodeChanges(target, waiting.encoded);
      work.push(async () => writeKeyed(target, write));
    }
    if (waiting.compaction.size > 0) {
      const write = encodeRows(target, waiting.compaction);
      work.push(async () => writeKeyed(target, write));
    }
    if (waiting.keyless.length > 0) {
      const events = waiting.keyless;
      waiting.keyless = [];
      work.push(async () => writeKeyless(target, events));
    }
    return work;
  }
}

function nothing({ keys }: WritePlan): Waiting {
  return {
    compaction: createCompaction(keys),
    encoded: createEncodedCompaction(),
    asEvents: false,
    keyless: [],
  };
}
