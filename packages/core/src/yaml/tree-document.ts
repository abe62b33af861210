// The questions of YamlDocument, answered from a tree.
import { locate, pathAt, shifted } from './locate.ts';
import { scalarSourceRange } from './scalar-source.ts';
import type { YamlNode } from './syntax-tree.ts';
import type { YamlDocument, YamlError } from './yaml-document.ts';

interface Reading {
  readonly root: YamlNode | undefined;
  readonly errors: readonly YamlError[];
  readonly value: () => unknown;
}

export function createYamlDocument(text: string, { root, errors, value }: Reading): YamlDocument {
  let known: { readonly value: unknown } | undefined;
  return {
    text,
    errors,
    root,
    get value() {
      known ??= { value: value() };
      return known.value;
    },
    nodeAt: (path) => {
      const found = locate(root, path);
      return found && { node: found.node, base: found.base };
    },
    scalarText: (path) => {
      const node = locate(root, path)?.node;
      return node?.kind === 'scalar' ? node.text : undefined;
    },
    valueRange: (path) => {
      const found = locate(root, path);
      return found && shifted(found.node.start, found.node.end, found.base);
    },
    keyRange: (path) => {
      const found = locate(root, path);
      if (found?.holder === undefined) return undefined;
      const place = 'key' in found.holder ? found.holder.key : found.holder;
      return shifted(place.start, place.end, found.base);
    },
    entryRange: (path) => {
      const found = locate(root, path);
      if (found === undefined) return undefined;
      const { start, end } = found.holder ?? found.node;
      return shifted(start, end, found.base);
    },
    pathAt: (offset) => pathAt(root, offset),
    scalarRange: (path, start, end) => {
      const found = locate(root, path);
      if (found?.node.kind !== 'scalar') return undefined;
      const { node, base } = found;
      const range = scalarSourceRange(node, text.slice(base + node.start, base + node.end), start, end);
      return range && shifted(range.start, range.end, base + node.start);
    },
  };
}
