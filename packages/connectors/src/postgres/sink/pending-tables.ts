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
import { moveRow, writeCompacted, writeEncoded, type KeyedWriterContext } from './keyed-writer.ts';
import { writeKeyless } from './keyless-writer.ts';
import type { SnapshotEncoder } from './snapshot-encoder.ts';
import { createStage, type Stage } from './stage.ts';
import { planWrites, readTarget, type WritePlan } from './target-table.ts';

export interface TableState {
  readonly plan: WritePlan;
  readonly schema: TableSchema;
  readonly compaction: Compaction;
  /** Of changes that are still bytes. Only one of the two holds something, so that their order is kept. */
  readonly encoded: EncodedCompaction;
  readonly ways: WeakMap<EncodedTable, EncodedWay>;
  readonly encoders: WeakMap<BulkTarget, SnapshotEncoder>;
  /** Until the next commit changes go as events: one of them could not go as bytes. */
  asEvents: boolean;
  keyless: DataChangeEvent[];
  stage: Promise<Stage> | undefined;
  /** Snapshot rows are known to meet others. */
  repeats: boolean;
}

/** Changes of a table are written when this many keys wait, so that memory stays flat whatever the size of a transaction. */
const MAX_PENDING = 20_000;

/** Bytes of changes that wait. */
const MAX_HELD = 24 << 20;

export class PendingTables {
  readonly #wire: WireConnection;
  readonly #options: SinkOptions;
  readonly #tables = new Map<string, TableState>();
  readonly #frames = createFrames();
  #stages = 0;
  #transaction = 0;
  #held = 0;
  #bulk: { readonly key: string; readonly copy: BulkCopy } | undefined;

  constructor(wire: WireConnection, options: SinkOptions) {
    this.#wire = wire;
    this.#options = options;
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
    const plan = planWrites(id, schema, await readTarget(this.#wire, id, this.#options), this.#options);
    const state: TableState = {
      plan,
      schema,
      compaction: createCompaction(plan.keys),
      encoded: createEncodedCompaction(),
      ways: new WeakMap(),
      encoders: new WeakMap(),
      asEvents: false,
      keyless: [],
      stage: undefined,
      repeats: false,
    };
    this.#tables.set(key, state);
    return state;
  }

  /** A promise only where something has to be written before the next event. */
  add(state: TableState, event: DataChangeEvent, upsertInserts: boolean): Promise<void> | undefined {
    if (state.encoded.size > 0) return this.#addBehind(state, event, upsertInserts);
    if (state.plan.keys.length === 0) {
      state.keyless.push(event);
      return state.keyless.length >= MAX_PENDING ? this.#flush(state) : undefined;
    }
    if (!state.compaction.add(event, upsertInserts)) return this.#move(state, event);
    return state.compaction.size >= MAX_PENDING ? this.#flush(state) : undefined;
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
    if (!state.asEvents) {
      if (state.compaction.size === 0 && state.encoded.add(change, upsertInserts))
        return state.encoded.size >= MAX_PENDING ? this.#flush(state) : undefined;
      state.asEvents = true;
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
    await moveRow(this.#target(state), event);
  }

  /** The COPY that snapshot rows of this target go to; others that are open are ended first. */
  async copyFor(request: SnapshotWrite, state: TableState): Promise<BulkCopy> {
    const key = formatTableId(request.target.sinkTable);
    if (this.#bulk?.key === key) return this.#bulk.copy;
    await this.flushAll();
    const mayRepeat = state.repeats || (request.upsertInserts && state.plan.keys.length > 0);
    const copy = await startBulkCopy({ ...this.#target(state), mayRepeat, distinct: false });
    this.#bulk = { key, copy };
    return copy;
  }

  async endCopy(): Promise<void> {
    const open = this.#bulk;
    this.#bulk = undefined;
    if (open === undefined) return;
    await open.copy.finish();
    const state = this.#tables.get(open.key);
    if (state !== undefined && open.copy.viaStage) state.repeats = true;
  }

  async flushAll(): Promise<void> {
    await this.endCopy();
    for (const state of this.#tables.values()) await this.#flush(state);
    this.#held = 0;
  }

  /** The transaction is over: what holds within one begins anew. */
  committed(): void {
    this.#transaction += 1;
    for (const state of this.#tables.values()) state.asEvents = false;
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

  async #flush(state: TableState): Promise<void> {
    if (state.encoded.size > 0) await writeEncoded(this.#target(state), state.encoded);
    if (state.compaction.size > 0) await writeCompacted(this.#target(state), state.compaction);
    if (state.keyless.length > 0) {
      const events = state.keyless;
      state.keyless = [];
      await writeKeyless(this.#target(state), events);
    }
  }
}
