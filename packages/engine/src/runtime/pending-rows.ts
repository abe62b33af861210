import type { DataChangeEvent } from '@tailrace/core/event';
import type { RunMetrics } from '../api/index.ts';
import type { BatchLimits } from './batch-limits.ts';
import { changeBytes } from './row-size.ts';

export interface GoingRows {
  /** They are durable. */
  committed(): void;
}

/** Rows that are not committed yet: those that wait to be written, and how many, how big and how old all of them are. */
export class PendingRows {
  /** The chain pushes into it; `note` counts. */
  readonly rows: DataChangeEvent[] = [];
  readonly #limits: BatchLimits;
  readonly #now: () => number;
  #count = 0;
  #bytes = 0;
  #oldestAt: number | undefined;
  /** Of the commits that are under way. */
  readonly #going = { count: 0, bytes: 0 };

  constructor(limits: BatchLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Counts the rows from this index on. */
  note(from: number): void {
    if (this.rows.length === from) return;
    this.noteUnseen(this.rows.length - from);
    for (let at = from; at < this.rows.length; at += 1) {
      const event = this.rows[at];
      if (event !== undefined) this.#bytes += changeBytes(event);
    }
  }

  /** Counts what went to the sink without lying here: rows in bulk, a schema change (0 rows). */
  noteUnseen(count: number, bytes = 0): void {
    this.#oldestAt ??= this.#now();
    this.#count += count;
    this.#bytes += bytes;
  }

  take(): readonly DataChangeEvent[] {
    return this.rows.splice(0);
  }

  /** A commit of all of them begins: what comes now is of the next. */
  going(): GoingRows {
    const [count, bytes] = [this.#count, this.#bytes];
    const going = this.#going;
    going.count += count;
    going.bytes += bytes;
    this.#count = 0;
    this.#bytes = 0;
    this.#oldestAt = undefined;
    return {
      committed() {
        going.count -= count;
        going.bytes -= bytes;
      },
    };
  }

  /** As the metrics tell it; undefined where there is none. */
  fill(): RunMetrics['pending'] {
    const rows = this.#count + this.#going.count;
    if (rows === 0) return undefined;
    const share = Math.max(rows / this.#limits.rows, (this.#bytes + this.#going.bytes) / this.#limits.bytes);
    return { rows, share: Math.min(1, Math.round(share * 100) / 100) };
  }

  get any(): boolean {
    return this.#oldestAt !== undefined;
  }

  /** As many or as big as may wait. */
  get full(): boolean {
    return this.#count >= this.#limits.rows || this.#bytes >= this.#limits.bytes;
  }

  /** The oldest has waited long enough. */
  get due(): boolean {
    return (this.msLeft() ?? 1) <= 0;
  }

  /** Milliseconds until the oldest is too old; undefined when there is none. */
  msLeft(): number | undefined {
    return this.#oldestAt === undefined ? undefined : this.#oldestAt + this.#limits.ageMs - this.#now();
  }
}
