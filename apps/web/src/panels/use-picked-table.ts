import { useStore } from 'zustand';
import { selectedRowStore, selectRow } from '../document/selected-row.ts';

/** The table that one is looking at, the same in every panel; choosing one begins at its first row. */
export function usePickedTable(): readonly [string | undefined, (table: string) => void] {
  const picked = useStore(selectedRowStore, (state) => state.selected?.table);
  return [picked, (table) => selectRow({ table, row: 0 })];
}
