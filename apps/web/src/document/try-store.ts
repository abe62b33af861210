// "What would become of this row?": asked in the rows panel, answered in the what-if panel. And the rows that are kept as tests.
import type { PreviewRow } from '@tailrace/server/router';
import { createStore } from 'zustand/vanilla';

export interface TryRequest {
  readonly table: string;
  /** Number of the row in the preview. */
  readonly row: number;
  /** Keeps it as a test at once. */
  readonly keep: boolean;
  /** Grows, so that the same row can be asked for twice. */
  readonly id: number;
}

export const tryStore = createStore<{ readonly request?: TryRequest }>(() => ({}));

let next = 1;

export function requestTry(request: Omit<TryRequest, 'id'>): void {
  tryStore.setState({ request: { ...request, id: next } });
  next += 1;
}

/** A row as an event of the contract that inserts it. */
export const insertOf = (table: string, row: PreviewRow): TryEvent => ({
  type: 'insert',
  table,
  after: row.source,
});

/** A change event in the notation of the contract. */
export type TryEvent = Readonly<Record<string, unknown>> & { readonly type: string; readonly table: string };
