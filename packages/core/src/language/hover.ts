// What a word of the document means: an option, a connector, a function, a column.
import type { DocumentSnapshot } from '../document/index.ts';
import { findFunction } from '../expression/index.ts';
import { caretContext } from './caret-context.ts';
import { isInsideText, wordAround, writtenBefore } from './complete-expression.ts';
import { describeConnector, describeFunction, describeOption } from './describe.ts';
import { connectorAt, keyAt } from './grammar-at.ts';
import type { Hover, LanguageContext } from './items.ts';
import { columnsOf } from './rule-columns.ts';
import { valueAt, type ValueAt } from './value-at.ts';

export function hover(
  snapshot: DocumentSnapshot,
  offset: number,
  context: LanguageContext,
): Hover | undefined {
  const caret = caretContext(snapshot.text, offset);
  const [section] = caret.parents;
  const { place } = caret;
  const key = place.kind === 'value' ? place.key : keyText(snapshot.text, place.start);
  if (place.kind === 'value' && section === 'transform' && (key === 'projection' || key === 'filter')) {
    const word = hoverExpression(snapshot, { start: place.start, offset, item: caret.item }, context);
    return withValue(word, valueAt(snapshot, offset, context));
  }
  const length = place.kind === 'key' ? key.length : wordLength(snapshot.text, place.start);
  const range = { start: place.start, end: place.start + length };
  if (offset > range.end) return undefined;
  if (place.kind === 'value' && key === 'type' && (section === 'source' || section === 'sink')) {
    const connector = connectorAt(section, snapshot, context);
    return connector && { contents: describeConnector(connector), range };
  }
  const option = keyAt(caret.parents, key, snapshot, context);
  return option && { contents: describeOption(option), range };
}

/** What the word means, then what the expression that it belongs to gives. */
function withValue(word: Hover | undefined, found: ValueAt | undefined): Hover | undefined {
  if (found === undefined) return word;
  const { text, type, table, values, range } = found;
  const lines = values.map(({ row, value, failure }) =>
    value === undefined ? `- ${row}: ${failure ?? ''}` : `- ${row}: ${code(shorten(value))}`,
  );
  const value = `${code(shorten(text))} ${type}, on rows of ${table}:\n\n${lines.join('\n')}`;
  return {
    contents: word === undefined ? value : `${word.contents}\n\n---\n\n${value}`,
    range: word?.range ?? range,
  };
}

const MOST_CHARACTERS = 120;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

/** Code in Markdown, whatever back-quotes it has. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

const wordLength = (text: string, start: number): number => /^\S*/u.exec(text.slice(start))?.[0].length ?? 0;

const keyText = (text: string, start: number): string =>
  /^[^\s:#]+/u.exec(text.slice(start, start + 200))?.[0] ?? '';

function hoverExpression(
  snapshot: DocumentSnapshot,
  place: { readonly start: number; readonly offset: number; readonly item: number | undefined },
  context: LanguageContext,
): Hover | undefined {
  if (isInsideText(writtenBefore(snapshot.text, place.start, place.offset))) return undefined;
  const range = wordAround(snapshot.text, place.offset);
  const word = snapshot.text.slice(range.start, range.end);
  if (word === '') return undefined;
  const columns = columnsOf(snapshot, place.item, context).source;
  const column = columns.find((one) => one.name === word);
  if (column !== undefined)
    return { contents: `**${word}** ${column.type}\n\nColumn of ${column.table}.`, range };
  const metadata = connectorAt('source', snapshot, context)?.metadataColumns?.find((one) => one.key === word);
  if (metadata !== undefined)
    return { contents: `**${word}** ${metadata.type}\n\n${metadata.description}`, range };
  const entry = findFunction(word);
  return entry === undefined ? undefined : { contents: describeFunction(entry), range };
}
