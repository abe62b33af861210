// What travels while something is dragged from the palette.
import type { PaletteItem } from './actions.ts';

const MIME = 'application/x-tailrace-item';

export function writeItem(transfer: DataTransfer, item: PaletteItem): void {
  transfer.setData(MIME, JSON.stringify(item));
  transfer.effectAllowed = 'copy';
}

/** During a drag only the kinds of data can be seen, not the data. */
export const carriesItem = (transfer: DataTransfer): boolean => transfer.types.includes(MIME);

export function readItem(transfer: DataTransfer): PaletteItem | undefined {
  const text = transfer.getData(MIME);
  if (text === '') return undefined;
  const item: unknown = JSON.parse(text);
  if (typeof item !== 'object' || item === null || !('kind' in item)) return undefined;
  if (item.kind === 'transform' || item.kind === 'route') return { kind: item.kind };
  if ((item.kind === 'source' || item.kind === 'sink') && 'type' in item && typeof item.type === 'string') {
    return { kind: item.kind, type: item.type };
  }
  return undefined;
}
