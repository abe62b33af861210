// Values as text: in flow notation on one line, or in block notation over several.
import { isPrintableLine, printScalar } from './print-scalar.ts';
import type { Habits } from './lines.ts';
import type { YamlValue } from './edit-outcome.ts';

type Entries = Readonly<Record<string, YamlValue>>;

export function isScalarValue(value: YamlValue): value is string | number | boolean | null {
  return value === null || typeof value !== 'object';
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function printFlow(value: YamlValue): string {
  if (isScalarValue(value)) return printScalar(value, { inFlow: true });
  if (isList(value)) return `[${value.map(printFlow).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${printKey(key, true)}: ${printFlow(item)}`);
  return `{${entries.join(', ')}}`;
}

export function printKey(key: string, inFlow: boolean): string {
  return printScalar(key, { inFlow });
}

/** Whether the value goes on the line of its key or dash. */
function isInline(value: YamlValue): boolean {
  if (isScalarValue(value)) return true;
  if (isList(value)) return value.every(isScalarValue);
  return Object.keys(value).length === 0;
}

/**
 * The value as it follows a key's colon or a dash in block notation, from the blank or line break on. `column` is that of the key or
 * of the dash's content; no line break at the end.
 */
export function printAfterKey(value: YamlValue, column: number, habits: Habits): string {
  if (typeof value === 'string') return ` ${printBlockText(value, column + habits.step, habits.lineBreak)}`;
  if (isInline(value)) return ` ${printFlow(value)}`;
  const below = isList(value) ? column + habits.listStep : column + habits.step;
  const lines = isList(value)
    ? printItems(value, below, habits)
    : printEntries(toEntries(value), below, habits);
  return habits.lineBreak + ' '.repeat(below) + lines;
}

function toEntries(value: YamlValue): Entries {
  return isScalarValue(value) || isList(value) ? {} : value;
}

/** `- …` items at `column`; the first line without its indentation. */
export function printItems(items: readonly YamlValue[], column: number, habits: Habits): string {
  const lines = items.map((item) => printItem(item, { column, gap: 1 }, habits));
  return lines.join(habits.lineBreak + ' '.repeat(column));
}

export interface ItemPlace {
  /** Of the dash. */
  readonly column: number;
  /** Blanks between the dash and the content. */
  readonly gap: number;
}

export function printItem(item: YamlValue, { column, gap }: ItemPlace, habits: Habits): string {
  const dash = `-${' '.repeat(gap)}`;
  if (typeof item === 'string') return dash + printBlockText(item, column + gap + 1, habits.lineBreak);
  if (isInline(item) || isList(item)) return dash + printFlow(item);
  return dash + printEntries(toEntries(item), column + gap + 1, habits);
}

/** `key: …` entries at `column`; the first line without its indentation. */
export function printEntries(entries: Entries, column: number, habits: Habits): string {
  const lines = Object.entries(entries).map(([key, value]) => printEntry(key, value, { column, habits }));
  return lines.join(habits.lineBreak + ' '.repeat(column));
}

export function printEntry(
  key: string,
  value: YamlValue,
  { column, habits }: { readonly column: number; readonly habits: Habits },
): string {
  return `${printKey(key, false)}:${printAfterKey(value, column, habits)}`;
}

/** Text of several lines as a literal block where that can say it, else on one line. `column` is that of the block's lines. */
export function printBlockText(value: string, column: number, lineBreak: string): string {
  if (!canBeLiteral(value)) return printScalar(value, { inFlow: false });
  const chomping = value.endsWith('\n') ? '' : '-';
  const lines = value.replace(/\n$/, '').split('\n');
  const indented = lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line));
  return `|${chomping}${lineBreak}${indented.join(lineBreak)}`;
}

function canBeLiteral(value: string): boolean {
  if (!value.includes('\n') || !isPrintableLine(value.replaceAll('\n', ''))) return false;
  // A first line that begins with a blank would need an indentation number; breaks at the end beyond one would swallow blank lines below.
  return !/^\s/.test(value) && !/\n\s*\n$/.test(value) && !/\n[ \t]+(?:\n|$)/.test(value);
}
