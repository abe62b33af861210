// What waits to be written, by table, and the one load that may be open. Order is kept within a table; between tables there is none to keep.
import type { SnapshotWrite } from '@tailrace/engine/api';
import type { DataChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';
import { createCompaction, type Compaction } from '../../compaction.ts';
import type { MysqlSession } from '../connect.ts';
import type { RowsContext, StatementLimits } from './rows-context.ts';
import { moveRow, writeCompacted } from './keyed-writer.ts';
import { writeKeyless } from './keyless-writer.ts';
import type { SinkOptions } from './options.ts';
import { startSnapshotLoad, type SnapshotLoad } from './snapshot-load.ts';
import { planWrites, readTarget, type WritePlan } from './target-table.ts';

export interface TableState {
  readonly plan: WritePlan;
  readonly schema: TableSchema;
  readonly compaction: Compaction;
  keyless: DataChangeEvent[];
}

/** Changes of a table are written when this many keys wait, so that memory stays flat whatever the size of a transaction. */
const MAX_PENDING = 20_000;

export class PendingTables {
  readonly #session: MysqlSession;
  readonly #options: SinkOptions;
  readonly #limits: StatementLimits;
  readonly #tables = new Map<string, TableState>();
  #snapshot: { readonly key: string; readonly load: SnapshotLoad } | undefined;

  constructor(session: MysqlSession, options: SinkOptions, limits: StatementLimits) {
    this.#session = session;
    this.#options = options;
    this.#limits = limits;
  }

  /** The table's state for rows of this schema; asks the catalogue when it is new or another one. */
  async stateOf(id: TableId, schema: TableSchema): Promise<TableState> {
    const key = formatTableId(id);
    const known = this.#tables.get(key);
    if (known?.schema === schema) return known;
    await this.endSnapshot();
    if (known !== undefined) await this.#flush(known, false);
    const plan = planWrites(id, schema, await readTarget(this.#session, id, this.#options), this.#options);
    const state: TableState = { plan, schema, compaction: createCompaction(plan.keys), keyless: [] };
    this.#tables.set(key, state);
    return state;
  }

  /** A promise only where something has to be written before the next event. */
  add(state: TableState, event: DataChangeEvent, upsertInserts: boolean): Promise<void> | undefined {
    if (state.plan.keys.length === 0) {
      state.keyless.push(event);
      return state.keyless.length >= MAX_PENDING ? this.#flush(state, false) : undefined;
    }
    if (!state.compaction.add(event, upsertInserts)) return this.#move(state, event);
    return state.compaction.size >= MAX_PENDING ? this.#flush(state, false) : undefined;
  }

  async #move(state: TableState, event: DataChangeEvent): Promise<void> {
    await this.#flush(state, false);
    await moveRow(this.#session, state.plan, event);
  }

  async writeSnapshot(request: SnapshotWrite): Promise<void> {
    const { sinkTable, schema } = request.target;
    const state = await this.stateOf(sinkTable, schema);
    const key = formatTableId(sinkTable);
    if (this.#snapshot?.key !== key) {
      await this.flushAll(false);
      this.#snapshot = { key, load: await startSnapshotLoad(this.#context(state), request.upsertInserts) };
    }
    await this.#snapshot.load.write(request);
  }

  async endSnapshot(): Promise<void> {
    const open = this.#snapshot;
    this.#snapshot = undefined;
    await open?.load.finish();
  }

  /** `isLast`: the transaction ends. */
  async flushAll(isLast: boolean): Promise<void> {
    await this.endSnapshot();
    for (const state of this.#tables.values()) await this.#flush(state, isLast);
  }

  /** After the table was altered: what is known of it is old. */
  forget(id: TableId): void {
    this.#tables.delete(formatTableId(id));
  }

  #context(state: TableState): RowsContext {
    return { session: this.#session, plan: state.plan, limits: this.#limits };
  }

  async #flush(state: TableState, isLast: boolean): Promise<void> {
    if (state.compaction.size > 0) await writeCompacted(this.#context(state), state.compaction, isLast);
    if (state.keyless.length > 0) {
      const events = state.keyless;
      state.keyless = [];
      await writeKeyless(this.#context(state), events);
    }
  }
}
