import { lineAndColumn } from '@tailrace/core/diagnostics';
import { applyTextEdits, type TextEdit } from '@tailrace/core/yaml';
import type { RewrittenLines } from '../contract/index.ts';

/** What the edits make of the lines that they touch; edits of one line together. */
export function rewrittenLines(text: string, edits: readonly TextEdit[]): readonly RewrittenLines[] {
  const groups: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of edits.toSorted((a, b) => a.range.start - b.range.start)) {
    const start = text.lastIndexOf('\n', edit.range.start - 1) + 1;
    const next = text.indexOf('\n', edit.range.end);
    const end = next === -1 ? text.length : next;
    const last = groups.at(-1);
    if (last !== undefined && start <= last.end) {
      last.edits.push(edit);
      last.end = Math.max(last.end, end);
    } else groups.push({ start, end, edits: [edit] });
  }
  return groups.map(({ start, end, edits: own }) => {
    const before = text.slice(start, end);
    const moved = own.map((edit) => ({
      ...edit,
      range: { start: edit.range.start - start, end: edit.range.end - start },
    }));
    return { line: lineAndColumn(text, start).line, before, after: applyTextEdits(before, moved) };
  });
}
