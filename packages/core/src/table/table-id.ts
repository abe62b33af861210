// The name of a table: one to three parts, as Flink CDC's TableId.
// Text form: parts joined by dots; a part with a dot, a back-quote or white space stands between back-quotes, a back-quote in it doubled.

/** `table`, `schema.table` or `namespace.schema.table`; at least one part, none of them empty. */
export interface TableId {
  readonly parts: readonly string[];
}

export function tableId(...parts: readonly string[]): TableId {
  return { parts };
}

const PLAIN = /^[^.`\s]+$/u;

const texts = new WeakMap<TableId, string>();

/** The one text form; equal ids have equal texts, so it serves as a map key. Remembered for each id object. */
export function formatTableId(id: TableId): string {
  let text = texts.get(id);
  if (text === undefined) {
    text = toText(id);
    texts.set(id, text);
  }
  return text;
}

function toText(id: TableId): string {
  return id.parts.map((part) => (PLAIN.test(part) ? part : `\`${part.replaceAll('`', '``')}\``)).join('.');
}

/** Reads the text form; undefined when it is not one to three non-empty parts. */
export function parseTableId(text: string): TableId | undefined {
  const parts: string[] = [];
  const part = /`((?:[^`]|``)+)`|([^.`\s]+)/uy;
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (match === null) return undefined;
    parts.push(match[1]?.replaceAll('``', '`') ?? match[0]);
    at = part.lastIndex;
    if (at === text.length) break;
    if (text[at] !== '.') return undefined;
    at += 1;
  }
  return parts.length <= 3 ? { parts } : undefined;
}

export const tableName = (id: TableId): string => id.parts[id.parts.length - 1] ?? '';
export const schemaName = (id: TableId): string | undefined =>
  id.parts.length >= 2 ? id.parts[id.parts.length - 2] : undefined;
export const namespaceName = (id: TableId): string | undefined =>
  id.parts.length === 3 ? id.parts[0] : undefined;
