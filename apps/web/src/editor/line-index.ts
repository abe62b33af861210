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

/** Where the lines start; the first at 0. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  // Nearly all texts have no carriage return, and looking for line feeds alone is many times faster.
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (const match of text.matchAll(/\r\n|\n|\r/gu)) starts.push(match.index + match[0].length);
  return starts;
}

/** Where the line before `next` ends, its break not counted. */
function lineEnd(text: string, next: number): number {
  const isPair = text[next - 1] === '\n' && text[next - 2] === '\r';
  return next - (isPair ? 2 : 1);
}

function makeIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const endOf = (line: number): number => {
    const next = starts[line + 1];
    return next === undefined ? text.length : lineEnd(text, next);
  };
  return {
    offsetAt({ lineNumber, column }) {
      const line = Math.min(lineNumber, starts.length) - 1;
      return Math.min((starts[line] ?? 0) + column - 1, endOf(line));
    },
    positionAt(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { lineNumber: low + 1, column: Math.min(offset, endOf(low)) - (starts[low] ?? 0) + 1 };
    },
  };
}

let last: { readonly text: string; readonly index: LineIndex } | undefined;

/** The index of a text. Everybody asks for that of the text on the screen, so the last one is kept. */
export function indexLines(text: string): LineIndex {
  if (last?.text !== text) last = { text, index: makeIndex(text) };
  return last.index;
}
