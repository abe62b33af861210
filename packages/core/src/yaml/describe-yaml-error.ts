// What the library finds, in our codes and in words that say what to do.
import type { YAMLError as LibraryError } from 'yaml';
import type { AliasNode, YamlNode } from './syntax-tree.ts';
import type { TextRange } from './text-edit.ts';
import type { YamlError } from './yaml-document.ts';

const CODES: Readonly<Record<string, YamlError['code']>> = {
  DUPLICATE_KEY: 'yaml-duplicate-key',
  MULTIPLE_DOCS: 'yaml-multiple-documents',
  BAD_ALIAS: 'yaml-alias',
  ALIAS_PROPS: 'yaml-alias',
};

export function describeYamlError(error: LibraryError, text: string): YamlError {
  const [from, to] = error.pos;
  const start = Math.min(from, text.length);
  const end = Math.min(Math.max(to, start), text.length);
  return {
    code: CODES[error.code] ?? 'yaml-syntax',
    message: wordsFor(error),
    range: widened(text, start, end),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'This key stands twice in the same mapping; remove or rename one of them.',
  MULTIPLE_DOCS:
    'A second document begins here; a pipeline is one document. Remove the line and what follows, or put it into a file of its own.',
  TAB_AS_INDENT: 'A tab is used for indentation; YAML allows only spaces. Replace it with spaces.',
};

function wordsFor(error: LibraryError): string {
  if (error.message.includes('call stack')) return 'The text is nested too deep to be read.';
  return WORDS[error.code] ?? `The text is not YAML here: ${error.message.replace(/\.?\s*$/, '')}.`;
}

/** An alias without an anchor above it, or aliases that would unfold without end: found only when values are made. */
export function describeAliasFault(cause: unknown, root: YamlNode | undefined, text: string): YamlError {
  const alias = root === undefined ? undefined : findUnanchored(root, new Set());
  if (alias !== undefined) {
    const message = `The alias *${alias.name} names no anchor above it; write &${alias.name} before the value that is meant.`;
    return { code: 'yaml-alias', message, range: { start: alias.start, end: alias.end } };
  }
  const message = `The aliases cannot be resolved: ${cause instanceof Error ? cause.message : String(cause)}`;
  return { code: 'yaml-alias', message, range: { start: root?.start ?? 0, end: root?.end ?? text.length } };
}

function findUnanchored(node: YamlNode, anchors: Set<string>): AliasNode | undefined {
  if (node.kind === 'alias') return anchors.has(node.name) ? undefined : node;
  if (node.anchor !== undefined) anchors.add(node.anchor);
  if (node.kind === 'scalar') return undefined;
  const below =
    node.kind === 'sequence'
      ? node.items.map((item) => item.value)
      : node.entries.flatMap((entry) => [entry.key, entry.value]);
  for (const child of below) {
    const found = findUnanchored(child, anchors);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A finding needs something to underline: an empty range takes the unit beside it, and one behind all content the last of it. */
function widened(text: string, start: number, end: number): TextRange {
  if (end > start) return { start, end };
  const content = text.trimEnd().length;
  if (start >= content && content > 0) return { start: content - 1, end: content };
  const next = text[start];
  if (next !== undefined && next !== '\n' && next !== '\r') return { start, end: start + 1 };
  return start > 0 && text[start - 1] !== '\n' ? { start: start - 1, end: start } : { start, end: start };
}
