// Paths to nodes and offsets to paths.
import type { MappingEntry, SequenceItem, YamlNode } from './syntax-tree.ts';
import type { Path, TextRange } from './text-edit.ts';

/** A node in the text: `base` is to be added to its offsets. */
export interface Located {
  readonly node: YamlNode;
  readonly base: number;
  /** What holds it; undefined for the root. */
  readonly holder?: MappingEntry | SequenceItem;
  readonly parent?: YamlNode;
  readonly parentBase?: number;
  readonly index?: number;
}

export function locate(root: YamlNode | undefined, path: Path): Located | undefined {
  let found: Located | undefined = root && { node: root, base: 0 };
  for (const step of path) {
    if (found === undefined) return undefined;
    found = child(found, step);
  }
  return found;
}

function child({ node, base }: Located, step: string | number): Located | undefined {
  if (node.kind === 'mapping') {
    const name = String(step);
    const index = node.entries.findIndex((entry) => entry.name === name);
    return below({ node, base }, node.entries[index], index);
  }
  if (node.kind === 'sequence' && typeof step === 'number')
    return below({ node, base }, node.items[step], step);
  return undefined;
}

function below(
  parent: Located,
  holder: MappingEntry | SequenceItem | undefined,
  index: number,
): Located | undefined {
  if (holder === undefined) return undefined;
  return {
    node: holder.value,
    base: parent.base + holder.at,
    holder,
    parent: parent.node,
    parentBase: parent.base,
    index,
  };
}

/** Path of the innermost holder whose content includes the offset; both ends count, so that a caret behind a value is on it. */
export function pathAt(root: YamlNode | undefined, offset: number): Path {
  const path: (string | number)[] = [];
  let node = root;
  let at = offset;
  while (node !== undefined && (node.kind === 'mapping' || node.kind === 'sequence')) {
    const holders: readonly (MappingEntry | SequenceItem)[] =
      node.kind === 'mapping' ? node.entries : node.items;
    const index = indexAt(holders, at);
    const holder = holders[index];
    if (holder === undefined) break;
    path.push('name' in holder ? holder.name : index);
    at -= holder.at;
    node = holder.value;
  }
  return path;
}

/** The last holder that begins at or before the offset, if the offset lies in it. */
function indexAt(holders: readonly (MappingEntry | SequenceItem)[], offset: number): number {
  let low = 0;
  let high = holders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const holder = holders[middle];
    if (holder !== undefined && holder.at + holder.start <= offset) low = middle + 1;
    else high = middle;
  }
  const candidate = holders[low - 1];
  return candidate !== undefined && offset <= candidate.at + candidate.end ? low - 1 : -1;
}

export function shifted(start: number, end: number, base: number): TextRange {
  return { start: start + base, end: end + base };
}
