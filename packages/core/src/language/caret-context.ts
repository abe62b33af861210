// Where a caret stands in a document, told from the lines around it. The tree is no help here: while somebody types, the line under the
// caret is seldom YAML. Block style only; inside braces there is no completion.

export interface CaretContext {
  /** Keys from the top down to the mapping or value that the caret is in; items of lists leave no trace: ["transform"]. */
  readonly parents: readonly string[];
  /** Number of the entry of `transform` or `route` that the caret is in. */
  readonly item: number | undefined;
  /** Other keys of the same mapping. */
  readonly siblings: readonly string[];
  readonly place:
    | { readonly kind: 'key'; readonly start: number; readonly indent: number }
    /** `start` is where the value begins; it may run over several lines. */
    | { readonly kind: 'value'; readonly key: string; readonly start: number };
}

interface Line {
  /** Offset of the line in the text. */
  readonly start: number;
  /** Columns of the dash, and of what follows it. */
  readonly indent: number;
  readonly column: number;
  readonly hasDash: boolean;
  readonly key: string | undefined;
  /** Offset in the line at which the value begins. */
  readonly valueAt: number;
  readonly value: string;
  readonly isBlank: boolean;
}

const KEY = /^(?:"([^"]+)"|'([^']+)'|([^\s"'#:{}[\],&*!|>%@`-][^#:]*?|[^\s"'#:][^#:]*?))\s*:(?=\s|$)[ \t]*/u;

export function caretContext(text: string, offset: number): CaretContext {
  const lines = readLines(text);
  const at = lines.findLastIndex((line) => line.start <= offset);
  const line = lines[at];
  if (line === undefined)
    return { parents: [], item: undefined, siblings: [], place: { kind: 'key', start: 0, indent: 0 } };
  const caret = offset - line.start;
  const above = climb(lines, at, caret);
  const item = itemNumber(lines, at, above.parents[0]);
  if (line.key !== undefined && caret >= line.valueAt) {
    const siblings = [...above.siblings, ...below(lines, at, line.column)];
    return {
      ...above,
      item,
      siblings,
      place: { kind: 'value', key: line.key, start: line.start + line.valueAt },
    };
  }
  const parent = above.owner;
  if (line.key === undefined && parent !== undefined && (parent.value !== '' || above.isItem)) {
    const key = parent.key ?? '';
    const start = above.isItem ? line.start + line.column : parent.start + parent.valueAt;
    if (!above.isItem || key.endsWith('schema.changes') || key === 'python-files') {
      return {
        parents: above.parents.slice(0, -1),
        item,
        siblings: [],
        place: { kind: 'value', key, start },
      };
    }
  }
  const column = line.isBlank && !line.hasDash ? Math.min(caret, line.column) : line.column;
  return {
    parents: above.parents,
    item,
    siblings: [...above.siblings, ...below(lines, at, column)],
    place: { kind: 'key', start: line.start + Math.min(column, caret), indent: column },
  };
}

function readLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    lines.push(readLine(raw.replace(/\r$/u, ''), start));
    start += raw.length + 1;
  }
  return lines;
}

function readLine(raw: string, start: number): Line {
  const indent = /^ */u.exec(raw)?.[0].length ?? 0;
  const dash = /^(?:- +|-$)+/u.exec(raw.slice(indent))?.[0] ?? '';
  const column = indent + dash.length;
  const rest = raw.slice(column);
  const match = KEY.exec(rest);
  const key = match === null ? undefined : (match[1] ?? match[2] ?? match[3]);
  const valueAt = column + (match?.[0].length ?? 0);
  return {
    start,
    indent,
    column,
    hasDash: dash !== '',
    key,
    valueAt,
    value: raw
      .slice(valueAt)
      .replace(/\s+#.*$|^#.*$/u, '')
      .trim(),
    isBlank: rest.trim() === '' || rest.trimStart().startsWith('#'),
  };
}

interface Above {
  readonly parents: readonly string[];
  readonly siblings: readonly string[];
  /** The line that the caret's mapping, item or text belongs to. */
  readonly owner: Line | undefined;
  /** The caret stands behind a dash. */
  readonly isItem: boolean;
}

/** The mapping that the way up has reached. */
interface Level {
  /** Column of its keys. */
  readonly column: number;
  /** A key above has to stand further left than this to be its parent. */
  readonly limit: number;
  /** It is an item of a list, which may stand at the very column of its parent. */
  readonly isItem: boolean;
}

/** Goes up line by line to the keys that the caret is under. */
function climb(lines: readonly Line[], at: number, caret: number): Above {
  const line = lines[at];
  const parents: string[] = [];
  const siblings: string[] = [];
  let owner: Line | undefined;
  let level = startLevel(line, caret);
  for (const other of lines.slice(0, at).toReversed()) {
    if (other.isBlank && !other.hasDash) continue;
    if (!level.isItem && other.column === level.column) {
      if (parents.length === 0 && other.key !== undefined) siblings.push(other.key);
      if (other.hasDash) level = { ...level, limit: other.indent, isItem: true };
    } else if (other.key !== undefined && isParent(other, level)) {
      parents.unshift(other.key);
      owner ??= other;
      level = levelOf(other);
    }
  }
  return { parents, siblings, owner, isItem: line?.hasDash === true && line.key === undefined };
}

function isParent(line: Line, level: Level): boolean {
  return line.column < level.limit || (level.isItem && !line.hasDash && line.column === level.limit);
}

function levelOf({ column, indent, hasDash }: Line): Level {
  return { column, limit: hasDash ? indent : column, isItem: hasDash };
}

/** On a line that is empty so far the caret's own column counts. */
function startLevel(line: Line | undefined, caret: number): Level {
  if (line === undefined) return { column: 0, limit: 0, isItem: false };
  if (!line.isBlank || line.hasDash) return levelOf(line);
  const column = Math.min(caret, line.column);
  return { column, limit: column, isItem: false };
}

/** Keys of the same mapping further down. */
function below(lines: readonly Line[], at: number, column: number): readonly string[] {
  const keys: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (line.isBlank) continue;
    if (line.column < column || (line.hasDash && line.indent < column)) break;
    if (line.column === column && line.key !== undefined) keys.push(line.key);
  }
  return keys;
}

/** How many entries of the section begin at or before the caret's line, less one. */
function itemNumber(lines: readonly Line[], at: number, section: string | undefined): number | undefined {
  if (section !== 'transform' && section !== 'route') return undefined;
  const head = lines.findLastIndex((line, index) => index <= at && line.column === 0 && line.key === section);
  const dashes = lines.slice(head + 1, at + 1).filter((line) => line.hasDash);
  const outer = Math.min(...dashes.map((line) => line.indent));
  const count = dashes.filter((line) => line.indent === outer).length;
  return count === 0 ? undefined : count - 1;
}
