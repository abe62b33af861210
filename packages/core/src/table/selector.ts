// Table selectors: what `tables` of a source and `source-table` of a transform are written in (Flink CDC, "Selectors"; routes use a
// language of their own). Commas separate patterns, dots the parts of one, and each part is a regular expression that has to match
// the whole part, whatever its case. `\.` stands for the expression's own dot, so a literal dot cannot be written.
import { compilePattern, type Pattern } from './java-pattern.ts';
import { type TableId, namespaceName, schemaName, tableName } from './table-id.ts';

export interface Selector {
  readonly ok: true;
  matches(id: TableId): boolean;
  /** The pattern, as written, that catches a table first. */
  findPattern(id: TableId): string | undefined;
  /** The patterns between the commas, as written and in order. */
  readonly patterns: readonly string[];
}

export interface SelectorFault {
  readonly ok: false;
  readonly code: 'invalid-selector';
  readonly message: string;
  /** Where in the text. */
  readonly start: number;
  readonly end: number;
}

export function compileSelector(text: string): Selector | SelectorFault {
  const fault = (message: string, start = 0, end = text.length): SelectorFault => ({
    ok: false,
    code: 'invalid-selector',
    message,
    start,
    end,
  });
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return fault('a backslash at the end protects nothing');
  const compiled: { text: string; matches: (id: TableId) => boolean }[] = [];
  for (const piece of splitProtected(text, ',')) {
    const pattern = compilePiece(piece.text);
    if (typeof pattern === 'string') {
      return fault(`"${piece.text}": ${pattern}`, piece.start, piece.start + piece.text.length);
    }
    if (!compiled.some((other) => other.text === piece.text))
      compiled.push({ text: piece.text, matches: pattern });
  }
  if (compiled.length === 0) return fault('a selector names at least one table');
  return {
    ok: true,
    matches: (id) => compiled.some((pattern) => pattern.matches(id)),
    findPattern: (id) => compiled.find((pattern) => pattern.matches(id))?.text,
    patterns: compiled.map((pattern) => pattern.text),
  };
}

/** Pieces between separators that no backslash protects, trimmed, empty ones left out; backslashes stay. */
function splitProtected(text: string, separator: string): { text: string; start: number }[] {
  const pieces: { text: string; start: number }[] = [];
  let begin = 0;
  for (let at = 0; at <= text.length; at += text[at] === '\\' ? 2 : 1) {
    if (at !== text.length && text[at] !== separator) continue;
    const piece = text.slice(begin, at);
    if (piece.trim() !== '') pieces.push({ text: piece.trim(), start: begin + piece.search(/\S/) });
    begin = at + 1;
  }
  return pieces;
}

/** The test of one pattern, or what is wrong with it. */
function compilePiece(piece: string): ((id: TableId) => boolean) | string {
  const texts = splitProtected(piece.replaceAll('\\,', ','), '.').map((part) =>
    part.text.replaceAll('\\.', '.'),
  );
  if (texts.length === 0 || texts.length > 3) {
    return `a table has one to three parts, this pattern has ${texts.length} (a dot separates parts; write \\. for any character)`;
  }
  const parts: ((name: string | undefined) => boolean)[] = [];
  for (const text of texts) {
    const part = compilePart(text);
    if (typeof part === 'string') return part;
    parts.push(part);
  }
  const [table, schema, namespace] = parts.toReversed();
  return (id) =>
    testPart(table, tableName(id)) &&
    (id.parts.length < 2 || testPart(schema, schemaName(id))) &&
    (id.parts.length < 3 || testPart(namespace, namespaceName(id)));
}

/** A part that the pattern lacks never matches where the table has it; one that the table lacks is not looked at. */
const testPart = (
  part: ((name: string | undefined) => boolean) | undefined,
  name: string | undefined,
): boolean => part !== undefined && part(name);

function compilePart(text: string): ((name: string | undefined) => boolean) | string {
  const patterns: Pattern[] = [];
  // Flink CDC splits on commas once more here, so a comma never reaches an expression: `{1,2}` cannot be written.
  for (const alternative of text.split(',').map((part) => part.trim())) {
    const compiled = compilePattern(alternative, { ignoreCase: true });
    if (!compiled.ok) {
      const hint = text.includes(',') ? '; a comma always separates patterns' : '';
      return `${compiled.message}${hint}`;
    }
    patterns.push(compiled.pattern);
  }
  return (name) => name !== undefined && patterns.some((pattern) => pattern.matches(name));
}
