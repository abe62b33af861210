// Monaco counts in lines and columns and makes all line ends alike; the document keeps the bytes it came with. Going through lines
// and columns, counted in the document's own text, keeps CRLF, lone CR and mixed files as they are.

export interface LineColumn {
  readonly lineNumber: number;
  readonly column: number;
}

export interface LineIndex {
  offsetAt(position: LineColumn): number;
  positionAt(offset: number): LineColumn;
}

const BREAK = /\r\n|\n|\r/gu;

interface Line {
  readonly start: number;
  /** Where the line's break begins, or the end of the text. */
  readonly end: number;
}

function cutLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const match of text.matchAll(BREAK)) {
    lines.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  lines.push({ start, end: text.length });
  return lines;
}

export function indexLines(text: string): LineIndex {
  const lines = cutLines(text);
  return {
    offsetAt({ lineNumber, column }) {
      const line = lines[Math.min(lineNumber, lines.length) - 1];
      return line === undefined ? 0 : Math.min(line.start + column - 1, line.end);
    },
    positionAt(offset) {
      let low = 0;
      let high = lines.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((lines[middle]?.start ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      const line = lines[low] ?? { start: 0, end: 0 };
      return { lineNumber: low + 1, column: Math.min(offset, line.end) - line.start + 1 };
    },
  };
}
