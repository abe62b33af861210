// The edits from one text to another of nearly the same lines: lines that stay are not touched, so that marks and the caret keep theirs.
import type { TextEdit } from '@tailrace/core/yaml';

/** How many lines further on a line may have gone. */
const REACH = 40;

/** In the order of the text, not overlapping; applied to `before` they give `after`. */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const edits: TextEdit[] = [];
  let [a, b, offset] = [0, 0, 0];
  while (a < old.length || b < now.length) {
    if (old[a] === now[b]) {
      offset += old[a]?.length ?? 0;
      [a, b] = [a + 1, b + 1];
      continue;
    }
    const [gone, come] = nextCommon(old.slice(a, a + REACH), now.slice(b, b + REACH));
    const removed = old.slice(a, a + gone).join('');
    const text = now.slice(b, b + come).join('');
    edits.push({ range: { start: offset, end: offset + removed.length }, text });
    offset += removed.length;
    [a, b] = [a + gone, b + come];
  }
  return edits;
}

/** With their ends. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];

/** How many lines of each come before the nearest pair of equal lines; all of both where there is none. */
function nextCommon(old: readonly string[], now: readonly string[]): readonly [number, number] {
  for (let distance = 1; distance < old.length + now.length; distance += 1) {
    for (let gone = 0; gone <= distance; gone += 1) {
      const come = distance - gone;
      const line = old[gone];
      if (line !== undefined && line.trim() !== '' && line === now[come]) return [gone, come];
    }
  }
  return [old.length, now.length];
}
