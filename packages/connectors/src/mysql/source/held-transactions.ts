// XA transactions. Their rows are in the log from the PREPARE on, and are changes only from the XA COMMIT on, perhaps behind many others.
import type { LogFormat } from '../binlog/format-description.ts';
import type { RawEvent } from '../binlog/read-event.ts';
import { createHeldRows, type HeldMemory, type HeldRows } from './held-rows.ts';
import type { HeldTransaction } from './position.ts';

export interface HeldTransactions {
  /** One is being read, whose rows are to be added here. */
  readonly isOpen: boolean;
  begin(format: LogFormat): void;
  add(event: RawEvent, skip: number): void;
  /** What is open has ended in another way than by a PREPARE. */
  abandon(): void;
  /** What is open is prepared; its first event stands there. */
  prepare(id: string, at: { readonly file: string; readonly pos: number }): void;
  /** Undefined: nothing is held of it. */
  rowsOf(id: string): HeldRows | undefined;
  /** It has been committed, and what it held was read; or it was rolled back. */
  end(id: string): void;
  list(): readonly HeldTransaction[];
  close(): void;
}

interface Prepared {
  readonly rows: HeldRows;
  readonly file: string;
  readonly pos: number;
}

const MEMORY_BYTES = 4 << 20;

export function createHeldTransactions(): HeldTransactions {
  const memory: HeldMemory = { limitBytes: MEMORY_BYTES, bytes: 0 };
  const prepared = new Map<string, Prepared>();
  let open: LogFormat | undefined;
  /** Made with the first row. */
  let rows: HeldRows | undefined;

  function abandon(): void {
    rows?.close();
    rows = undefined;
    open = undefined;
  }

  function end(id: string): void {
    prepared.get(id)?.rows.close();
    prepared.delete(id);
  }

  return {
    get isOpen() {
      return open !== undefined;
    },
    begin(format) {
      abandon();
      open = format;
    },
    add(event, skip) {
      if (open === undefined) throw new Error('internal: no XA transaction is being read');
      rows ??= createHeldRows(memory, open);
      rows.add(event, skip);
    },
    abandon,
    prepare(id, { file, pos }) {
      if (rows !== undefined) {
        end(id);
        prepared.set(id, { rows, file, pos });
      }
      rows = undefined;
      open = undefined;
    },
    rowsOf: (id) => prepared.get(id)?.rows,
    end,
    list: () => [...prepared].map(([id, { file, pos }]) => ({ id, file, pos })),
    close() {
      abandon();
      for (const { rows: each } of prepared.values()) each.close();
      prepared.clear();
    },
  };
}
