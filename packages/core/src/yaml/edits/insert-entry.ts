// A new key in a mapping: in a block at the column of its neighbours, in braces after a comma. A mapping that is empty, or only a key so
// far, gets its first line; a document that is empty gets its first key.
import { locate } from '../locate.ts';
import type { Located } from '../locate.ts';
import type { MappingEntry, MappingNode } from '../syntax-tree.ts';
import type { Path, TextEdit, TextRange } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { blockEnd, blockOf } from './blocks.ts';
import { refuse, replace } from './edit-outcome.ts';
import type { EditOutcome, YamlValue } from './edit-outcome.ts';
import { guardPath, proven } from './guard.ts';
import { columnOf, habitsOf, lineBreakOf, lineContentEnd } from './lines.ts';
import { printEntry, printFlow, printKey } from './print-value.ts';

export interface NewEntry {
  readonly key: string;
  readonly value: YamlValue;
  /** Name of the key that it goes in front of; without it (or where there is none such) it goes to the end. */
  readonly before?: string;
}

export function insertEntry(document: YamlDocument, mapping: Path, entry: NewEntry): EditOutcome {
  const refusal = guardPath(document, [...mapping, entry.key]);
  if (refusal !== undefined) return refusal;
  const path = [...mapping, entry.key];
  const existing = document.keyRange(path);
  if (existing !== undefined) return refuse('edit-key-exists', `There is a ${entry.key} already.`, existing);
  const found = locate(document.root, mapping);
  const edits = editsFor(document, found, { mapping, entry });
  if ('ok' in edits) return edits;
  const range = document.entryRange(mapping) ?? { start: 0, end: 0 };
  return proven(document, edits, { isAsMeant: (after) => after.nodeAt(path) !== undefined, range });
}

interface Wanted {
  readonly mapping: Path;
  readonly entry: NewEntry;
}

function editsFor(
  document: YamlDocument,
  found: Located | undefined,
  wanted: Wanted,
): readonly TextEdit[] | EditOutcome {
  if (found === undefined) {
    if (wanted.mapping.length === 0) return firstOfDocument(document, wanted.entry);
    return refuse('edit-no-entry', `There is no ${wanted.mapping.join('.')} to add to.`, {
      start: 0,
      end: 0,
    });
  }
  const { node, base } = found;
  if (node.kind === 'mapping') {
    if (!node.flow) return inBlock(document, { node, base }, wanted.entry);
    const isBare = node.entries.length === 0 && !isInFlow(found);
    if (isBare && found.holder !== undefined && !spansLines(document, found))
      return asFirstLine(document, found, wanted.entry);
    return inFlow({ node, base }, wanted.entry);
  }
  if (node.kind === 'scalar' && node.style === 'empty' && !isInFlow(found))
    return asFirstLine(document, found, wanted.entry);
  const range: TextRange = { start: base + node.start, end: base + node.end };
  return refuse(
    'edit-wrong-kind',
    `${wanted.mapping.join('.')} is not a mapping, so nothing can be added to it.`,
    range,
  );
}

export function isInFlow({ parent }: Located): boolean {
  return parent !== undefined && (parent.kind === 'mapping' || parent.kind === 'sequence') && parent.flow;
}

/** Whether the value begins on another line than its key or dash. */
export function spansLines({ text }: YamlDocument, { base, holder, node }: Located): boolean {
  return holder !== undefined && text.slice(base + holder.start, base + node.end).includes('\n');
}

function firstOfDocument(document: YamlDocument, { key, value }: NewEntry): readonly TextEdit[] {
  const { text } = document;
  const habits = habitsOf(document);
  const isOpenLine = text !== '' && !text.endsWith('\n');
  const body = printEntry(key, value, { column: 0, habits });
  return [replace(text.length, text.length, (isOpenLine ? habits.lineBreak : '') + body + habits.lineBreak)];
}

function inBlock(
  document: YamlDocument,
  { node, base }: { readonly node: MappingNode; readonly base: number },
  { key, value, before }: NewEntry,
): readonly TextEdit[] {
  const { text } = document;
  const habits = habitsOf(document);
  const [first] = node.entries;
  const column = first === undefined ? 0 : columnOf(text, base + first.at + first.start);
  const body = printEntry(key, value, { column, habits });
  const indent = ' '.repeat(column);
  const next = node.entries.find((entry) => entry.name === before);
  const block = next && blockOf(text, next, base);
  if (block !== undefined) {
    // At the root sections are parted by a blank line where the text does so.
    const gap = column === 0 && isBlankAbove(text, block.from) ? habits.lineBreak : '';
    return [replace(block.from, block.from, indent + body + habits.lineBreak + gap)];
  }
  if (next !== undefined) {
    const start = base + next.at + next.start;
    return [replace(start, start, body + habits.lineBreak + indent)];
  }
  return [afterLast(text, { base, last: node.entries.at(-1) }, indent + body)];
}

function isBlankAbove(text: string, lineStart: number): boolean {
  return /\n[ \t]*\r?\n$/.test(text.slice(Math.max(0, lineStart - 80), lineStart));
}

/** New lines behind the last entry; a text without a final line break keeps that habit. */
function afterLast(
  text: string,
  { base, last }: { readonly base: number; readonly last: MappingEntry | undefined },
  lines: string,
): TextEdit {
  const at = last === undefined ? text.length : blockEnd(text, last, base);
  const lineBreak = lineBreakOf(text);
  const isTopLevel = last !== undefined && columnOf(text, base + last.at + last.start) === 0;
  const gap = isTopLevel && isParted(text, base + (last?.at ?? 0) + (last?.start ?? 0)) ? lineBreak : '';
  if (at > 0 && text[at - 1] !== '\n') return replace(at, at, lineBreak + gap + lines);
  return replace(at, at, gap + lines + lineBreak);
}

/** Whether a blank line stands above the section that begins at the offset (above its comments). */
function isParted(text: string, start: number): boolean {
  const above = text.slice(0, start).replace(/(?:^|\n)(?:#[^\n]*\n)+$/, '\n');
  return isBlankAbove(above, above.length);
}

function inFlow(
  { node, base }: { readonly node: MappingNode; readonly base: number },
  { key, value, before }: NewEntry,
): readonly TextEdit[] {
  const body = `${printKey(key, true)}: ${printFlow(value)}`;
  const next = node.entries.find((entry) => entry.name === before);
  if (next !== undefined) return [replace(base + next.start, base + next.start, `${body}, `)];
  const last = node.entries.at(-1);
  if (last === undefined) return [replace(base + node.start + 1, base + node.end - 1, body)];
  return [replace(base + last.end, base + last.end, `, ${body}`)];
}

/** `key:` or `key: {}` becomes a block of one line below it; a comment behind the key stays there. */
function asFirstLine(
  document: YamlDocument,
  { base, holder, node }: Located,
  { key, value }: NewEntry,
): readonly TextEdit[] {
  const { text } = document;
  const habits = habitsOf(document);
  const start = base + (holder?.start ?? node.start);
  if (holder === undefined || 'dash' in holder) {
    const at = base + (holder === undefined ? node.start : holder.dash + 1);
    const column = columnOf(text, at) + 1;
    return [
      replace(
        at,
        base + Math.max(node.end, holder?.end ?? 0),
        ` ${printEntry(key, value, { column, habits })}`,
      ),
    ];
  }
  const column = columnOf(text, start) + habits.step;
  const lines = habits.lineBreak + ' '.repeat(column) + printEntry(key, value, { column, habits });
  const after = base + holder.colon + 1;
  const contentEnd = lineContentEnd(text, after);
  const emptied = node.end > node.start ? [replace(after, base + node.end, '')] : [];
  if (emptied.length > 0 && base + node.end === contentEnd) return [replace(after, contentEnd, lines)];
  return [...emptied, replace(contentEnd, contentEnd, lines)];
}
