// Lines, columns and the habits of a text: its line ends, its indentation, how far it indents lists.
import type { YamlNode } from '../syntax-tree.ts';
import type { YamlDocument } from '../yaml-document.ts';

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** One past the line break, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** The end of what the line says, without its line break. */
export function lineContentEnd(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (end === 0 || text[end - 1] !== '\n') return end;
  return text[end - 2] === '\r' ? end - 2 : end - 1;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether only blanks stand before the offset on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, offset), offset));
}

export function lineBreakOf(text: string): string {
  const newline = text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

/** How a text is laid out; new lines follow suit. */
export interface Habits {
  readonly lineBreak: string;
  /** Columns from a key to what stands below it. */
  readonly step: number;
  /** Columns from a key to the dashes of its list. */
  readonly listStep: number;
}

export function habitsOf({ text, root }: YamlDocument): Habits {
  const mappingStep = firstStep(root, text, 'mapping');
  const listStep = firstStep(root, text, 'sequence');
  const step = mappingStep ?? (listStep === undefined || listStep === 0 ? 2 : listStep);
  return { lineBreak: lineBreakOf(text), step, listStep: listStep ?? step };
}

function firstStep(
  root: YamlNode | undefined,
  text: string,
  kind: 'mapping' | 'sequence',
): number | undefined {
  if (root?.kind !== 'mapping' || root.flow) return undefined;
  for (const { value, at, start } of root.entries) {
    if (value.kind !== kind || value.flow) continue;
    const step = columnOf(text, at + value.start) - columnOf(text, at + start);
    if (step > 0 || kind === 'sequence') return Math.min(step, 8);
  }
  return undefined;
}
