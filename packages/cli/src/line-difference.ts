// What is different between two texts, in lines, for a person: a block for each place, with the line's number in the first text.
import { changedLines } from '@tailrace/core/document';

/** `@@ line 12` and lines that begin with - and +; empty where nothing is different. */
export function lineDifference(before: string, after: string): string {
  return changedLines(before, after)
    .map(({ line, removed, added }) => {
      const lines = [...removed.map((text) => `- ${text}`), ...added.map((text) => `+ ${text}`)];
      return `@@ line ${line}\n${lines.join('\n')}\n`;
    })
    .join('');
}
