// The tree of a text: what stands where, and nothing of the library that read it. Offsets of a node count from the start of the piece
// of text it was read from; a holder (an entry of a mapping, an item of a sequence) says with `at` how much is to be added to every
// offset in and below it. So a piece that moves because something above it grew keeps its nodes, and `===` says "nothing changed".

export type YamlNode = ScalarNode | AliasNode | MappingNode | SequenceNode;

interface NodeBase {
  readonly start: number;
  /** One past the last unit of content: no trailing comment, no trailing blank line. */
  readonly end: number;
  /** Where an anchor or a tag before the node begins, else `start`. */
  readonly outerStart: number;
  readonly anchor?: string;
  readonly tag?: string;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty';

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** As YAML's core schema reads it. */
  readonly value: unknown;
  /** Quotes, escapes and folding undone, but not typed: `1.50` stays "1.50". */
  readonly text: string;
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly entries: readonly MappingEntry[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly SequenceItem[];
}

export interface MappingEntry {
  readonly at: number;
  readonly key: YamlNode;
  readonly name: string;
  /** Offset of the colon, -1 where there is none (`{a, b}`, `? a`). */
  readonly colon: number;
  /** An empty scalar where nothing is written. */
  readonly value: YamlNode;
  readonly start: number;
  readonly end: number;
}

export interface SequenceItem {
  readonly at: number;
  /** Offset of the dash, -1 in flow sequences. */
  readonly dash: number;
  readonly value: YamlNode;
  readonly start: number;
  readonly end: number;
}

/** Values of mappings: nodes of untouched pieces live on from text to text, and so do their values. */
const plainValues = new WeakMap<MappingNode, unknown>();

/** Plain JavaScript of a tree without aliases. Keys are the text of the key, as Jackson names fields. */
export function toPlainValue(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'alias':
      return undefined;
    case 'sequence':
      return node.items.map((item) => toPlainValue(item.value));
    case 'mapping': {
      const known = plainValues.get(node);
      if (known !== undefined) return known;
      const value = Object.fromEntries(node.entries.map((entry) => [entry.name, toPlainValue(entry.value)]));
      plainValues.set(node, value);
      return value;
    }
  }
}
