// The way into the sink: collects rows, writes them, commits them with the position they lead to, keeps the checkpoint, and only
// then lets the source forget. The one place where a position becomes an acknowledgement (law 4: nothing is lost).
import { assert, must } from '@tailrace/core/assert';
import type { OperatorChain } from '@tailrace/core/chain';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { JsonValue } from '@tailrace/core/value';
import type { Offset, SinkWriter, SourceCheckpoint, SourceReader, WriteContext } from '../api/index.ts';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { checkpointToJson, type RunCheckpoint } from '../checkpoint/run-checkpoint.ts';
import type { BatchLimits } from './batch-limits.ts';
import type { Clock } from './clock.ts';
import { PendingRows, type GoingRows } from './pending-rows.ts';
import type { RunCounters } from './run-counters.ts';

export interface SinkLaneOptions {
  readonly writer: SinkWriter;
  readonly reader: Pick<SourceReader, 'acknowledge' | 'compareOffsets' | 'identity'>;
  readonly chain: Pick<OperatorChain, 'saveState' | 'sinkSchema'>;
  readonly store: CheckpointStore;
  readonly counters: RunCounters;
  readonly clock: Clock;
  readonly limits: BatchLimits;
  /** Where the run stands: the checkpoint it went on from, or the first one. */
  readonly checkpoint: RunCheckpoint;
  /** Whether the snapshot may give rows that the sink has already. */
  readonly snapshotRepeats: boolean;
}

/** With a sink that keeps the position, the copy on disk is a convenience: this often is enough. */
const DISK_COPY_EVERY_MS = 1000;

/** One that the sink is busy with, and one that is ready for it. */
const MAX_COMMITS = 2;

interface Commit {
  readonly next: RunCheckpoint;
  readonly rows: GoingRows;
  readonly sourceTimeMs: number | undefined;
  readonly before: Promise<void> | undefined;
}

export class SinkLane {
  readonly pending: PendingRows;
  readonly writeContext: WriteContext;
  /** What came last belongs to a transaction that is not complete: nothing may be committed now. */
  within = false;
  /** Rows are being read again: all of them may be there. */
  retaking = false;
  readonly #options: SinkLaneOptions;
  #checkpoint: RunCheckpoint;
  #source: SourceCheckpoint;
  #tables: readonly string[];
  #upsertUntil: Offset | undefined;
  #upsertAlways: boolean;
  /** Undefined: asked anew for the next checkpoint. */
  #chainState: JsonValue | undefined;
  #moved = false;
  #sourceTimeMs: number | undefined;
  #onDisk: RunCheckpoint;
  /** By `clock.elapsed()`. */
  #diskCopyAt: number | undefined;
  /** The newest checkpoint that a commit was begun with. */
  #begun: RunCheckpoint;
  /** Those that are under way, or wait for one that is; the oldest first. */
  readonly #commits: Promise<void>[] = [];
  /** By `clock.elapsed()`: when the oldest of them came under way. */
  #committingSince = 0;

  constructor(options: SinkLaneOptions) {
    const { checkpoint, clock, chain } = options;
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#onDisk = checkpoint;
    this.#begun = checkpoint;
    this.#source = checkpoint.source;
    this.#tables = checkpoint.tables;
    this.#upsertUntil = checkpoint.upsertUntil;
    this.#upsertAlways = checkpoint.upsertAlways ?? false;
    this.pending = new PendingRows(options.limits, () => clock.elapsed());
    const upserts = (): boolean => this.#upserts();
    this.writeContext = {
      get upsertInserts() {
        return upserts();
      },
      schemaOf: (table) => must(chain.sinkSchema(table), 'a row for a sink table without a schema'),
    };
  }

  /** What is durable. */
  get checkpoint(): RunCheckpoint {
    return this.#checkpoint;
  }

  /** What waits to become durable: rows or schema changes, only a newer position, or nothing. */
  get dirty(): 'rows' | 'position' | undefined {
    if (this.pending.any) return 'rows';
    return this.#moved ? 'position' : undefined;
  }

  /** Everything up to here is pending or written; `committedAtMs` is the commit time at the source. */
  advance(position: SourceCheckpoint, committedAtMs?: number): void {
    this.#source = position;
    this.#moved = true;
    if (committedAtMs !== undefined) this.#sourceTimeMs = committedAtMs;
  }

  /** Inserts may meet rows that are there, because of a crash, until the position has passed this. */
  upsertUntil(offset: Offset): void {
    const later = this.#upsertUntil;
    if (later === undefined || this.#options.reader.compareOffsets(later, offset) < 0)
      this.#upsertUntil = offset;
  }

  /** A sink table was there before this run: any insert may meet an old row. */
  upsertAlways(): void {
    this.#upsertAlways = true;
  }

  /** A table that is captured from here on; it goes into the next commit. */
  addTable(table: TableId): void {
    this.#tables = [...this.#tables, formatTableId(table)];
  }

  /** The chain's state and a sink table have changed; both go into the next commit. */
  schemaChanged(): void {
    this.#chainState = undefined;
    this.pending.noteUnseen(0);
  }

  /** Hands the waiting rows to the sink, which need not make them durable yet. */
  async write(): Promise<void> {
    const rows = this.pending.take();
    if (rows.length === 0) return;
    const { writer, counters } = this.#options;
    await counters.timedAsync('write', async () => writer.write(rows, this.writeContext));
    counters.totals.rowsWritten += rows.length;
  }

  /** Everything handed over becomes durable with its position; then, and only then, the source is told. */
  async commit(): Promise<void> {
    await this.beginCommit();
    await this.committed();
  }

  /**
   * As `commit`, but resolves when it is under way or next in turn, where the sink takes rows meanwhile: they belong to the commit behind it.
   * What it fails with is told by `committed`.
   */
  async beginCommit(): Promise<void> {
    const { writer, clock } = this.#options;
    assert(!this.within, 'a commit within a transaction of the source');
    await this.write();
    if (this.#commits.length >= MAX_COMMITS) await this.committing;
    const committing = this.#commit({
      next: this.#nextCheckpoint(),
      rows: this.pending.going(),
      sourceTimeMs: this.#sourceTimeMs,
      before: this.#commits.at(-1),
    });
    this.#moved = false;
    this.#sourceTimeMs = undefined;
    if (writer.takesWhileCommitting !== true) {
      await committing;
      return;
    }
    if (this.#commits.length === 0) this.#committingSince = clock.elapsed();
    this.#commits.push(committing);
    // Told to whoever waits for it, and none follows one that failed; until then it is not unhandled.
    committing.then(
      () => {
        void this.#commits.shift();
        this.#committingSince = clock.elapsed();
      },
      () => undefined,
    );
  }

  /** The oldest commit that is under way, to be raced against other things; undefined when there is none. */
  get committing(): Promise<void> | undefined {
    return this.#commits[0];
  }

  /** For how long the oldest of them has been under way, not counting its wait for another; 0 when there is none. */
  get committingMs(): number {
    return this.#commits.length === 0 ? 0 : this.#options.clock.elapsed() - this.#committingSince;
  }

  /** Waits for the commits that are under way, if there are any; throws what the first to fail failed with. */
  async committed(): Promise<void> {
    for (let oldest = this.committing; oldest !== undefined; oldest = this.committing) await oldest;
  }

  /** Waits until no commit can touch the checkpoint any more, however it ends. For after the writer was closed. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.#commits);
  }

  async #commit({ next, rows, sourceTimeMs, before }: Commit): Promise<void> {
    const { writer, reader, counters, clock } = this.#options;
    this.#begun = next;
    await counters.timedAsync('commit', async () => writer.commit(checkpointToJson(next)));
    await before;
    this.#checkpoint = next;
    rows.committed();
    const now = clock.now();
    const copyIsOld =
      this.#diskCopyAt === undefined || clock.elapsed() - this.#diskCopyAt >= DISK_COPY_EVERY_MS;
    if (!writer.keepsPosition || copyIsOld) await this.#saveToDisk();
    reader.acknowledge(next.source.offset);
    counters.totals.lastCheckpointAt = now;
    if (sourceTimeMs !== undefined) counters.lag(Math.max(0, now - sourceTimeMs));
    counters.touch();
  }

  /** Brings the disk's copy up to date, at the end of a run. */
  async settle(): Promise<void> {
    if (this.#onDisk !== this.#checkpoint) await this.#saveToDisk();
  }

  #upserts(): boolean {
    if (this.#upsertAlways || this.retaking) return true;
    if (this.#checkpoint.source.snapshot !== undefined) return this.#options.snapshotRepeats;
    return (
      this.#upsertUntil !== undefined && !this.#hasPassed(this.#checkpoint.source.offset, this.#upsertUntil)
    );
  }

  #hasPassed(offset: Offset, until: Offset): boolean {
    return this.#options.reader.compareOffsets(offset, until) >= 0;
  }

  #nextCheckpoint(): RunCheckpoint {
    this.#chainState ??= this.#options.chain.saveState();
    const { fingerprint, generation } = this.#begun;
    const tables = this.#tables;
    const identity = this.#options.reader.identity?.();
    const source = identity === undefined ? this.#source : { ...this.#source, identity };
    const until = this.#upsertUntil;
    if (until !== undefined && source.snapshot === undefined && this.#hasPassed(source.offset, until)) {
      this.#upsertUntil = undefined;
    }
    return {
      fingerprint,
      tables,
      source,
      chain: this.#chainState,
      generation: generation + 1,
      ...(this.#upsertUntil === undefined ? {} : { upsertUntil: this.#upsertUntil }),
      ...(this.#upsertAlways ? { upsertAlways: true } : {}),
    };
  }

  async #saveToDisk(): Promise<void> {
    await this.#options.store.save(this.#checkpoint);
    this.#onDisk = this.#checkpoint;
    this.#diskCopyAt = this.#options.clock.elapsed();
  }
}
