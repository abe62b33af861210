// Block scalars: the header, the indentation cut off, lines of the same depth joined where folded, and the chomping of the last breaks
// (YAML 1.2.2 section 8.1).
import { linesOf, Recorder } from './scalar-recorder.ts';
import type { Replay } from './scalar-recorder.ts';
import type { TextRange } from './text-edit.ts';

interface Block {
  readonly source: string;
  readonly indent: number;
  /** Lines below the header, up to the last that carries content. */
  readonly lines: readonly TextRange[];
  /** Blank lines after them. */
  readonly trailing: number;
}

/**
 * `source` runs from the header to the last content. Indentation is that of the first line; where the header gives a number, counted
 * from a parent that is not known here, it is the one that rebuilds `text`.
 */
export function replayBlock(source: string, style: 'literal' | 'folded', text: string): Replay | undefined {
  const headerEnd = source.search(/\r?\n|$/);
  const header = source.slice(0, headerEnd).replace(/[ \t]#.*$/, '');
  const deepest = firstIndent(source.slice(headerEnd));
  const candidates = /[1-9]/.test(header)
    ? Array.from({ length: deepest + 1 }, (_, less) => deepest - less)
    : [deepest];
  for (const indent of candidates) {
    const block = blockOf(source, indent);
    const recorder = new Recorder();
    if (style === 'literal') recordLiteral(recorder, block);
    else recordFolded(recorder, block);
    recordChomped(recorder, block, header);
    const replayed = recorder.finish(source.length);
    if (replayed.value === text) return replayed;
  }
  return undefined;
}

function firstIndent(body: string): number {
  return /\n( *)[^ \r\n]/.exec(body)?.[1]?.length ?? 0;
}

function blockOf(source: string, indent: number): Block {
  const all = linesOf(source, 0, source.length).slice(1);
  let last = all.length - 1;
  while (last >= 0 && isEmptyLine(source, all[last], indent)) last -= 1;
  return { source, indent, lines: all.slice(0, last + 1), trailing: all.length - 1 - last };
}

function isEmptyLine(source: string, line: TextRange | undefined, indent: number): boolean {
  return (
    line === undefined ||
    (line.end - line.start <= indent && source.slice(line.start, line.end).trim() === '')
  );
}

function recordLiteral(recorder: Recorder, { source, indent, lines }: Block): void {
  lines.forEach((line, index) => {
    if (index > 0) recorder.add('\n', lines[index - 1]?.end ?? 0, 0);
    const start = Math.min(line.start + indent, line.end);
    recorder.add(source.slice(start, line.end), start, 1);
  });
}

/** Between two lines of the common depth one break is a space and each further one a break; around deeper lines all breaks stay. */
function recordFolded(recorder: Recorder, { source, indent, lines }: Block): void {
  let breaks = 0;
  let previous: 'none' | 'common' | 'deeper' = 'none';
  let previousEnd = 0;
  for (const line of lines) {
    const start = Math.min(line.start + indent, line.end);
    const content = source.slice(start, line.end);
    if (content === '') {
      breaks += 1;
      continue;
    }
    const depth = /^[ \t]/.test(content) ? 'deeper' : 'common';
    recorder.add(separatorFor(previous, depth, breaks), previousEnd, 0);
    recorder.add(content, start, 1);
    previous = depth;
    previousEnd = line.end;
    breaks = 0;
  }
}

function separatorFor(
  previous: 'none' | 'common' | 'deeper',
  next: 'common' | 'deeper',
  blanks: number,
): string {
  if (previous === 'none') return '\n'.repeat(blanks);
  if (previous === 'common' && next === 'common') return blanks === 0 ? ' ' : '\n'.repeat(blanks);
  return '\n'.repeat(blanks + 1);
}

function recordChomped(recorder: Recorder, { source, lines, trailing }: Block, header: string): void {
  const end = lines.at(-1)?.end ?? source.length;
  if (header.includes('+')) recorder.add('\n'.repeat(trailing + 1), end, 0);
  else if (!header.includes('-') && lines.length > 0) recorder.add('\n', end, 0);
}
