// The row that one is looking at: chosen in the rows panel, computed with in the form. Until one is chosen, the first of a table.
import { createStore } from 'zustand/vanilla';

export interface SelectedRow {
  readonly table: string;
  /** Number of the row in the preview. */
  readonly row: number;
}

export const selectedRowStore = createStore<{ readonly selected?: SelectedRow }>(() => ({}));

export function selectRow(selected: SelectedRow): void {
  const before = selectedRowStore.getState().selected;
  if (before?.table !== selected.table || before.row !== selected.row)
    selectedRowStore.setState({ selected });
}
