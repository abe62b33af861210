// Inside a projection or filter: columns, metadata columns, functions and the words of the language.
import type { DocumentSnapshot } from '../document/index.ts';
import { FUNCTIONS, METADATA_NAMES } from '../expression/index.ts';
import type { TextRange } from '../yaml/index.ts';
import { describeFunction } from './describe.ts';
import { connectorAt } from './grammar-at.ts';
import type { CompletionItem, LanguageContext } from './items.ts';
import { columnsOf } from './rule-columns.ts';

const KEYWORDS = [
  'AND', 'OR', 'NOT', 'AS', 'IS NULL', 'IS NOT NULL', 'BETWEEN', 'IN', 'LIKE', 'ESCAPE', 'SIMILAR TO',
  'IS DISTINCT FROM', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END', 'CAST', 'TRY_CAST', 'TRUE', 'FALSE', 'NULL', 'INTERVAL',
]; // prettier-ignore

export interface ExpressionPlace {
  readonly field: 'projection' | 'filter';
  readonly item: number | undefined;
  /** Where the value begins in the text. */
  readonly start: number;
  readonly offset: number;
}

export function completeExpression(
  snapshot: DocumentSnapshot,
  place: ExpressionPlace,
  context: LanguageContext,
): readonly CompletionItem[] {
  const before = writtenBefore(snapshot.text, place.start, place.offset);
  if (isInsideText(before)) return [];
  const range = wordAround(snapshot.text, place.offset);
  const { source, result } = columnsOf(snapshot, place.item, context);
  const columns =
    place.field === 'filter'
      ? [...new Map([...source, ...result].map((one) => [one.name, one])).values()]
      : source;
  const needsCall = !/^\s*\(/u.test(snapshot.text.slice(range.end));
  return [
    ...columns.map(({ name, type, table }) => ({
      label: name,
      kind: 'column' as const,
      insertText: /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name}\``,
      range,
      detail: type === '' ? 'computed' : type,
      ...(table === '' ? {} : { documentation: `Column of ${table}` }),
      rank: 0,
    })),
    ...metadata(snapshot, context).map(({ name, detail, documentation }) => ({
      label: name,
      kind: 'metadata' as const,
      insertText: name,
      range,
      detail,
      documentation,
      rank: 2,
    })),
    ...FUNCTIONS.map((entry) => ({
      label: entry.name,
      kind: 'function' as const,
      insertText:
        needsCall && entry.signatures.some((signature) => signature.includes('('))
          ? `${entry.name}(`
          : entry.name,
      range,
      detail: entry.signatures[0] ?? '',
      documentation: describeFunction(entry),
      rank: 1,
      continues: true,
    })),
    ...snapshot.pipeline.options.userDefinedFunctions.map(({ name }) => ({
      label: name,
      kind: 'function' as const,
      insertText: needsCall ? `${name}(` : name,
      range,
      detail: 'declared in pipeline',
      rank: 1,
    })),
    ...KEYWORDS.map((word) => ({ label: word, kind: 'keyword' as const, insertText: word, range, rank: 3 })),
  ];
}

function metadata(snapshot: DocumentSnapshot, context: LanguageContext) {
  const own = connectorAt('source', snapshot, context)?.metadataColumns ?? [];
  return [
    ...METADATA_NAMES.map((name) => ({
      name,
      detail: 'STRING NOT NULL',
      documentation: 'Metadata column of every source.',
    })),
    ...own.map((column) => ({ name: column.key, detail: column.type, documentation: column.description })),
  ];
}

/** The value up to a place as it reads: in single quotes, YAML writes the quotes of a text literal twice. */
export function writtenBefore(text: string, start: number, offset: number): string {
  const raw = text.slice(start, offset);
  return raw.startsWith("'") ? raw.slice(1).replaceAll("''", "'") : raw;
}

/** Whether a text literal is open at the end of a piece of an expression. */
export function isInsideText(before: string): boolean {
  return (before.replaceAll("''", '').match(/'/gu)?.length ?? 0) % 2 === 1;
}

export function wordAround(text: string, offset: number): TextRange {
  const before = /[\p{L}\p{N}_$]*$/u.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].length ?? 0;
  const after = /^[\p{L}\p{N}_$]*/u.exec(text.slice(offset, offset + 100))?.[0].length ?? 0;
  return { start: offset - before, end: offset + after };
}
