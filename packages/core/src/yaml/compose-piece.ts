// The only file that touches the `yaml` library: one stretch of text in, our own tree and errors out. The library reads YAML 1.2 with
// the core schema; anchors, aliases and merge keys are resolved by it, and reported as `linked` because such a text cannot be read in
// pieces.
import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { CST, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { describeAliasFault, describeYamlError } from './describe-yaml-error.ts';
import type {
  MappingEntry,
  MappingNode,
  ScalarNode,
  SequenceItem,
  SequenceNode,
  YamlNode,
} from './syntax-tree.ts';
import type { YamlError } from './yaml-document.ts';

export interface ComposedPiece {
  /** Undefined for a text with nothing but comments. */
  readonly root: YamlNode | undefined;
  readonly errors: readonly YamlError[];
  /** Whether an anchor, an alias or a merge key occurs. */
  readonly linked: boolean;
  /** Whether a `---` or a directive occurs. */
  readonly marked: boolean;
  /** The value with aliases and merge keys resolved; only where `linked`. */
  readonly linkedValue?: unknown;
}

interface Context {
  readonly text: string;
  linked: boolean;
}

export function composePiece(text: string): ComposedPiece {
  const document = parseDocument(text, {
    keepSourceTokens: true,
    logLevel: 'error',
    merge: true,
    prettyErrors: false,
  });
  const errors = document.errors.map((error) => describeYamlError(error, text));
  const context: Context = { text, linked: false };
  const contents = document.contents;
  const root = isEmpty(contents) ? undefined : convertNode(contents, undefined, context);
  const marked = document.directives?.docStart === true;
  if (!context.linked || errors.length > 0) return { root, errors, linked: context.linked, marked };
  try {
    return { root, errors, linked: true, marked, linkedValue: document.toJS() };
  } catch (cause) {
    return { root, errors: [describeAliasFault(cause, root, text)], linked: true, marked };
  }
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN' && !node.tag);
}

/** `before` are the tokens between the holder's key or dash and the node, where its anchor and tag stand. */
function convertNode(
  node: Node | null,
  before: readonly CST.SourceToken[] | undefined,
  context: Context,
): YamlNode {
  const [start, end] = node?.range ?? [0, 0];
  const props = before?.find((token) => token.type === 'anchor' || token.type === 'tag');
  const outerStart = props?.offset ?? start;
  if (isAlias(node)) {
    context.linked = true;
    return { kind: 'alias', name: node.source, start, end, outerStart };
  }
  const marks = marksOf(node, context);
  if (isScalar(node)) return { ...convertScalar(node, context.text), outerStart, ...marks };
  if (isMap(node)) return { ...convertMapping(node, context), outerStart, ...marks };
  if (isSeq(node)) return { ...convertSequence(node, context), outerStart, ...marks };
  return { kind: 'scalar', style: 'empty', value: null, text: '', start, end: start, outerStart, ...marks };
}

function marksOf(node: Node | null, context: Context): { anchor?: string; tag?: string } {
  if (node === null || isAlias(node)) return {};
  const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : undefined;
  if (anchor !== undefined) context.linked = true;
  return {
    ...(anchor === undefined ? {} : { anchor }),
    ...(node.tag === undefined ? {} : { tag: node.tag }),
  };
}

const STYLES = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
} as const;

function convertScalar(node: Scalar, text: string): Omit<ScalarNode, 'outerStart'> {
  const [start, fullEnd] = node.range ?? [0, 0];
  const source = node.source ?? '';
  const style = isScalarStyle(node.type) ? STYLES[node.type] : 'plain';
  if (style === 'plain' && fullEnd === start) {
    return { kind: 'scalar', style: 'empty', value: node.value, text: '', start, end: start };
  }
  const isBlock = style === 'literal' || style === 'folded';
  const end = isBlock ? blockScalarEnd(text, start, fullEnd) : fullEnd;
  return { kind: 'scalar', style, value: node.value, text: source, start, end };
}

function isScalarStyle(type: string | null | undefined): type is keyof typeof STYLES {
  return typeof type === 'string' && type in STYLES;
}

/** End of the last line of a block scalar that carries content; with `+` its blank lines do, too. */
function blockScalarEnd(text: string, start: number, fullEnd: number): number {
  const source = text.slice(start, fullEnd);
  const headerEnd = source.search(/\r?\n|$/);
  const header = source.slice(0, headerEnd).replace(/\s#.*$/, '');
  if (header.includes('+')) return start + source.replace(/\r?\n$/, '').length;
  const indent = /\n( *)[^\s]/.exec(source)?.[1]?.length ?? source.length;
  let kept = source;
  for (;;) {
    const tail = /\r?\n([ \t]*)$/.exec(kept);
    if (tail === null || (tail[1] ?? '').length > indent) break;
    kept = kept.slice(0, tail.index);
  }
  return start + Math.max(kept.length, headerEnd);
}

function convertMapping(node: YAMLMap, context: Context): Omit<MappingNode, 'outerStart'> {
  const flow = node.flow === true;
  const entries = node.items.filter((item) => isPair(item)).map((pair) => convertEntry(pair, context));
  const [from, to] = node.range ?? [0, 0];
  const start = flow ? from : (entries[0]?.start ?? from);
  const end = flow ? to : (entries.at(-1)?.end ?? start);
  return { kind: 'mapping', flow, entries, start, end };
}

function convertEntry(pair: Pair, context: Context): MappingEntry {
  const token: Partial<CST.CollectionItem> = sourceToken(pair);
  const key = convertNode(nodeOrNull(pair.key), token.start, context);
  const colon = token.sep?.find((part) => part.type === 'map-value-ind')?.offset ?? -1;
  const explicit = token.start?.find((part) => part.type === 'explicit-key-ind')?.offset;
  const written = nodeOrNull(pair.value);
  const place = colon >= 0 ? colon + 1 : key.end;
  const converted = written === null ? emptyAt(place) : convertNode(written, token.sep, context);
  const value = isWritten(converted) ? converted : { ...converted, ...positions(place) };
  const name = key.kind === 'scalar' ? key.text : '';
  if (name === '<<') context.linked = true;
  const start = explicit ?? key.outerStart;
  const end = isWritten(value) ? value.end : Math.max(key.end, colon + 1, marksEnd(token.sep));
  return { at: 0, key, name, colon, value, start, end };
}

/** A pair carries its token where the library was told to keep sources; its type does not say so for pairs made by hand. */
function sourceToken(pair: Pair): Partial<CST.CollectionItem> {
  return pair.srcToken ?? {};
}

function nodeOrNull(value: unknown): Node | null {
  return isScalar(value) || isAlias(value) || isMap(value) || isSeq(value) ? value : null;
}

function emptyAt(offset: number): ScalarNode {
  return {
    kind: 'scalar',
    style: 'empty',
    value: null,
    text: '',
    start: offset,
    end: offset,
    outerStart: offset,
  };
}

function isWritten(node: YamlNode): boolean {
  return node.end > node.start;
}

/** End of an anchor or tag that stands before an empty value. */
function marksEnd(tokens: readonly CST.SourceToken[] | undefined): number {
  const last = tokens?.findLast((token) => token.type === 'anchor' || token.type === 'tag');
  return last === undefined ? 0 : last.offset + last.source.length;
}

function convertSequence(node: YAMLSeq, context: Context): Omit<SequenceNode, 'outerStart'> {
  const flow = node.flow === true;
  const [from, to] = node.range ?? [0, 0];
  const tokens = itemTokens(node);
  const items = node.items.map((item, index) => convertItem(item, tokens[index], context));
  const start = flow ? from : (items[0]?.start ?? from);
  const end = flow ? to : (items.at(-1)?.end ?? start);
  return { kind: 'sequence', flow, items, start, end };
}

/** Tokens of the items that count: a block sequence also holds tokens of stray comments. */
function itemTokens(node: YAMLSeq): readonly CST.CollectionItem[] {
  const token = node.srcToken;
  if (token?.type !== 'block-seq') return [];
  return token.items.filter((item) => item.start.some((part) => part.type === 'seq-item-ind'));
}

function convertItem(item: unknown, token: CST.CollectionItem | undefined, context: Context): SequenceItem {
  const dash = token?.start.find((part) => part.type === 'seq-item-ind')?.offset ?? -1;
  if (isPair(item)) {
    // `[a: b]`: a mapping of one entry without braces.
    const entry = convertEntry(item, context);
    const { start, end } = entry;
    const value: MappingNode = {
      kind: 'mapping',
      flow: true,
      entries: [entry],
      start,
      end,
      outerStart: start,
    };
    return { at: 0, dash, value, start, end };
  }
  const node = nodeOrNull(item);
  const converted = convertNode(node, token?.start, context);
  const value = dash >= 0 && !isWritten(converted) ? { ...converted, ...positions(dash + 1) } : converted;
  const start = dash >= 0 ? dash : value.outerStart;
  const end = Math.max(value.end, dash + 1, marksEnd(token?.start));
  return { at: 0, dash, value, start, end };
}

function positions(offset: number): { start: number; end: number; outerStart: number } {
  return { start: offset, end: offset, outerStart: offset };
}
