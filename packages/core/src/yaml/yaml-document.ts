import type { YamlNode } from './syntax-tree.ts';
import type { Path, TextRange } from './text-edit.ts';

/**
 * A parsed YAML text with the place of everything in it. Made by `parseYaml`; immutable. Of a text with errors the tree is what could
 * be made out, good enough to find one's way (completion), and `value` is undefined.
 */
export interface YamlDocument {
  readonly text: string;
  /** Plain JavaScript of the whole document, scalars as YAML's core schema reads them; undefined when it does not parse, null when it is empty. */
  readonly value: unknown;
  /** In the order of the text. */
  readonly errors: readonly YamlError[];
  /** The tree; undefined for a text with nothing but blanks and comments. */
  readonly root: YamlNode | undefined;
  /** The node at `path` and what is to be added to its offsets, or undefined where there is none. Its identity says whether it changed. */
  nodeAt(path: Path): { readonly node: YamlNode; readonly base: number } | undefined;
  /** Source text of the scalar at `path` before typing ("1.50", "yes"), which connector options are read from; "" for an empty value, undefined when it is no scalar. */
  scalarText(path: Path): string | undefined;
  /** Range of the value at `path`, or undefined where there is none. Empty, after the colon or dash, for an empty value. */
  valueRange(path: Path): TextRange | undefined;
  /** Range of the key that introduces `path`; for items of sequences the range of the item. */
  keyRange(path: Path): TextRange | undefined;
  /** Range of the whole entry: from key or dash to the end of the value's content. */
  entryRange(path: Path): TextRange | undefined;
  /** The path of the innermost entry at an offset; the root's path is []. */
  pathAt(offset: number): Path;
  /** Where characters of a scalar's *value* lie in the text (escapes, block indentation and folding undone), so that an expression's error gets its exact place. */
  scalarRange(path: Path, start: number, end: number): TextRange | undefined;
}

export interface YamlError {
  readonly code: 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-alias' | 'yaml-multiple-documents';
  readonly message: string;
  readonly range: TextRange;
}
