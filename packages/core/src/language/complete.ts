// Completion: keys, values, tables, and what an expression can hold. The list is everything that fits the place; filtering it by what
// is typed is the editor's part.
import { SCHEMA_CHANGE_TYPES } from '../event/index.ts';
import { formatTableId } from '../table/index.ts';
import type { OptionSpec } from '../descriptor/index.ts';
import type { DocumentSnapshot } from '../document/index.ts';
import { SCHEMA_CHANGE_FAMILIES } from '../pipeline/index.ts';
import type { TextRange } from '../yaml/index.ts';
import { caretContext, type CaretContext } from './caret-context.ts';
import { completeExpression } from './complete-expression.ts';
import { describeConnector, describeOption } from './describe.ts';
import { keyAt, keysAt } from './grammar-at.ts';
import type { CompletionItem, LanguageContext } from './items.ts';
import { columnsOf } from './rule-columns.ts';

export function complete(
  snapshot: DocumentSnapshot,
  offset: number,
  context: LanguageContext,
): readonly CompletionItem[] {
  const caret = caretContext(snapshot.text, offset);
  const lineBreak = snapshot.text.indexOf('\n', offset);
  const lineEnd = lineBreak === -1 ? snapshot.text.length : lineBreak;
  if (isComment(snapshot.text, offset)) return [];
  if (caret.place.kind === 'key') {
    const word = /^[\w.$-]*/u.exec(snapshot.text.slice(offset, lineEnd))?.[0] ?? '';
    return completeKeys(snapshot, caret, { start: caret.place.start, end: offset + word.length }, context);
  }
  return completeValue(snapshot, caret, offset, context);
}

function isComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*#/u.test(line);
}

function completeKeys(
  snapshot: DocumentSnapshot,
  caret: CaretContext,
  range: TextRange,
  context: LanguageContext,
): readonly CompletionItem[] {
  const hasColon = /^\s*:/u.test(snapshot.text.slice(range.end));
  return keysAt(caret.parents, snapshot, context)
    .filter((option) => !caret.siblings.includes(option.key))
    .map((option) => ({
      label: option.prefix === true ? `${option.key}*` : option.key,
      kind: caret.parents.length === 0 ? 'section' : 'key',
      insertText: option.prefix === true || hasColon ? option.key : `${option.key}:${opening(option, caret)}`,
      range,
      detail: detailOf(option),
      documentation: describeOption(option),
      rank: rankOf(option),
      continues: option.values !== undefined || option.kind === 'boolean' || option.key === 'type',
    }));
}

const MAPPINGS = new Set(['source', 'sink', 'pipeline']);
const RULES = new Set(['transform', 'route', 'user-defined-function']);

/** What follows the colon: a blank, or the first line of what has to stand below. */
function opening(option: OptionSpec, caret: CaretContext): string {
  const indent = ' '.repeat((caret.place.kind === 'key' ? caret.place.indent : 0) + 2);
  if (caret.parents.length === 0 && MAPPINGS.has(option.key)) {
    return option.key === 'pipeline' ? `\n${indent}` : `\n${indent}type: `;
  }
  if (RULES.has(option.key)) {
    return `\n${indent}- ${option.key === 'user-defined-function' ? 'name' : 'source-table'}: `;
  }
  return ' ';
}

function detailOf(option: OptionSpec): string {
  if (option.required === true && option.default === undefined && option.appliesWhen === undefined)
    return 'required';
  return option.default === undefined ? option.kind : `${option.kind}, default ${String(option.default)}`;
}

function rankOf(option: OptionSpec): number {
  if (option.required === true && option.appliesWhen === undefined) return 0;
  if (option.deprecated !== undefined || option.engine === 'flink') return 3;
  return option.advanced === true ? 2 : 1;
}

interface ValuePlace {
  readonly snapshot: DocumentSnapshot;
  readonly context: LanguageContext;
  readonly caret: CaretContext;
  readonly key: string;
  /** Where the value begins. */
  readonly start: number;
  readonly offset: number;
  /** The word under the caret. */
  readonly range: TextRange;
}

function completeValue(
  snapshot: DocumentSnapshot,
  caret: CaretContext,
  offset: number,
  context: LanguageContext,
): readonly CompletionItem[] {
  if (caret.place.kind !== 'value') return [];
  const { key, start } = caret.place;
  const [section] = caret.parents;
  const range = wordRange(snapshot.text, start, offset);
  const place: ValuePlace = { snapshot, context, caret, key, start, offset, range };
  if (section === 'transform' && (key === 'projection' || key === 'filter')) {
    return completeExpression(snapshot, { field: key, item: caret.item, start, offset }, context);
  }
  if (key === 'type' && (section === 'source' || section === 'sink'))
    return completeConnector(place, section);
  if (key.endsWith('.schema.changes')) {
    return words(place, [...SCHEMA_CHANGE_TYPES, ...Object.keys(SCHEMA_CHANGE_FAMILIES)]);
  }
  if (key === 'primary-keys' || key === 'partition-keys') return completeColumns(place);
  if (key === 'local-time-zone') return words(place, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return completeOption(place, keyAt(caret.parents, key, snapshot, context));
}

const words = ({ range }: ValuePlace, values: readonly string[]): readonly CompletionItem[] =>
  values.map((value, rank) => ({ label: value, kind: 'value', insertText: value, range, rank }));

function completeConnector(
  { context, range }: ValuePlace,
  role: 'source' | 'sink',
): readonly CompletionItem[] {
  return context.catalog.connectors
    .filter((connector) => connector.role === role)
    .map((connector, rank) => ({
      label: connector.type,
      kind: 'connector',
      insertText: connector.type,
      range,
      detail: connector.title,
      documentation: describeConnector(connector),
      rank,
    }));
}

function completeColumns({ snapshot, caret, context, range }: ValuePlace): readonly CompletionItem[] {
  return columnsOf(snapshot, caret.item, context).result.map(({ name, type }, rank) => ({
    label: name,
    kind: 'column',
    insertText: name,
    range,
    detail: type,
    rank,
  }));
}

function completeOption(place: ValuePlace, option: OptionSpec | undefined): readonly CompletionItem[] {
  if (place.key === 'source-table' || option?.syntax === 'selectors') return completeTables(place, option);
  if (option?.kind === 'boolean') return words(place, ['true', 'false']);
  return words(place, option?.values ?? []);
}

function completeTables(place: ValuePlace, option: OptionSpec | undefined): readonly CompletionItem[] {
  const { snapshot, caret, context, start, offset } = place;
  const isShort = caret.parents[0] === 'source' && option?.selector?.parts === 3;
  const prefix = isShort ? databaseOf(snapshot) : '';
  const range = wordRange(snapshot.text, start, offset, /[^,\s]*$/u);
  return (context.tables ?? []).map(({ table, schema }, rank) => {
    const name = `${table.parts.length === 2 ? prefix : ''}${formatTableId(table)}`;
    return {
      label: name,
      kind: 'table',
      insertText: name,
      range,
      detail: `${schema.columns.length} columns`,
      rank,
    };
  });
}

/** `shop.` where the source's patterns begin with that database: tables are named without it to the rest of the document. */
function databaseOf(snapshot: DocumentSnapshot): string {
  const tables = snapshot.pipeline.source?.options['tables'] ?? '';
  const database = /^\s*([\p{L}\p{N}_-]+)\./u.exec(tables)?.[1];
  return database === undefined ? '' : `${database}.`;
}

function wordRange(text: string, start: number, offset: number, word = /[\w.@/+-]*$/u): TextRange {
  const before = word.exec(text.slice(start, offset))?.[0] ?? '';
  const after = /^[\w.@/+-]*/u.exec(text.slice(offset))?.[0] ?? '';
  return { start: offset - before.length, end: offset + after.length };
}
