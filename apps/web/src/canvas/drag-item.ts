// What travels while something is dragged from the palette.
import type { PaletteItem } from './actions.ts';

const MIME = 'application/x-tailrace-item';
const KINDS = ['source', 'transform', 'route', 'sink'] as const;

export function writeItem(transfer: DataTransfer, item: PaletteItem): void {
  transfer.setData(MIME, JSON.stringify(item));
  // A type of its own for the kind: types can be read while something hovers, data only when it is dropped.
  transfer.setData(`${MIME}-${item.kind}`, '');
  transfer.effectAllowed = 'copy';
}

/** The kind of what is being dragged; undefined for what does not come from the palette. */
export const carriedKind = (transfer: DataTransfer): PaletteItem['kind'] | undefined =>
  KINDS.find((kind) => transfer.types.includes(`${MIME}-${kind}`));

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
