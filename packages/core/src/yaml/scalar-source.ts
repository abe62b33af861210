// From a character of a scalar's value back to its place in the text. The reading of a scalar is replayed piece by piece (YAML 1.2.2
// sections 7.3 flow scalars and 8.1 block scalars), noting for each unit of the value the stretch of source it came from.
import { replayBlock } from './scalar-source-block.ts';
import { isBlank, isBreak, linesOf, Recorder } from './scalar-recorder.ts';
import type { Replay, SourceMap } from './scalar-recorder.ts';
import type { ScalarNode } from './syntax-tree.ts';
import type { TextRange } from './text-edit.ts';

/** Range within `source` (the scalar as it stands in the text) of units `start` to `end` of its value. */
export function scalarSourceRange(
  { style, text }: ScalarNode,
  source: string,
  start: number,
  end: number,
): TextRange | undefined {
  if (start < 0 || end < start || end > text.length) return undefined;
  const replayed = replay(style, source, text);
  // A value the replay cannot rebuild is pointed at as a whole.
  if (replayed?.value !== text) return { start: 0, end: source.length };
  const { map } = replayed;
  const from = map[start] ?? source.length;
  const to = end > start ? endOfUnit(map, end, source) : from;
  return { start: from, end: Math.max(from, to) };
}

function endOfUnit(map: SourceMap, end: number, source: string): number {
  return map[end] === undefined ? source.length : lastContent(map, end, source);
}

/** The end of unit `end - 1`: the start of the next, unless a line break and indentation lie between them. */
function lastContent(map: SourceMap, end: number, source: string): number {
  const from = map[end - 1] ?? 0;
  const next = map[end] ?? source.length;
  const between = source.slice(from, next);
  const lineBreak = between.search(/\r?\n/);
  return lineBreak > 0 ? from + lineBreak : next;
}

function replay(style: ScalarNode['style'], source: string, text: string): Replay | undefined {
  switch (style) {
    case 'empty':
      return { value: '', map: [0] };
    case 'plain':
      return replayFolded(source, 0, source.length, false);
    case 'single':
      return replayFolded(source, 1, source.length - 1, true);
    case 'double':
      return replayDouble(source);
    case 'literal':
    case 'folded':
      return replayBlock(source, style, text);
  }
}

/** Plain and single-quoted text: lines are trimmed and folded; in single quotes '' stands for '. */
function replayFolded(source: string, from: number, to: number, isQuoted: boolean): Replay {
  const recorder = new Recorder();
  const lines = linesOf(source, from, to);
  let pendingBreaks = 0;
  lines.forEach((line, index) => {
    const isFirst = index === 0;
    const isLast = index === lines.length - 1;
    let { start, end } = line;
    if (!isFirst) while (start < end && isBlank(source.charAt(start))) start += 1;
    if (!isLast) while (end > start && isBlank(source.charAt(end - 1))) end -= 1;
    if (!isFirst) pendingBreaks += 1;
    if (start === end && !isLast && !isFirst) return;
    if (pendingBreaks > 0) {
      const fold = pendingBreaks === 1 ? ' ' : '\n'.repeat(pendingBreaks - 1);
      recorder.add(fold, lines[index - 1]?.end ?? start, 0);
      pendingBreaks = 0;
    }
    recordQuoted(recorder, source, { start, end }, isQuoted);
  });
  return recorder.finish(to);
}

function recordQuoted(
  recorder: Recorder,
  source: string,
  { start, end }: TextRange,
  isQuoted: boolean,
): void {
  for (let at = start; at < end; at += 1) {
    recorder.add(source.charAt(at), at, 0);
    if (isQuoted && source.startsWith("''", at)) at += 1;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Double-quoted text: escapes, folding, and line breaks that are escaped away. */
function replayDouble(source: string): Replay {
  const recorder = new Recorder();
  const to = source.length - 1;
  let at = 1;
  while (at < to) {
    const unit = source.charAt(at);
    if (unit === '\\') at = recordEscape(recorder, source, at);
    else if (isBlank(unit) || isBreak(unit)) at = recordSpace(recorder, source, at, to);
    else {
      recorder.add(unit, at, 0);
      at += 1;
    }
  }
  return recorder.finish(to);
}

function recordEscape(recorder: Recorder, source: string, at: number): number {
  const next = source.charAt(at + 1);
  const lineBreak = /^\r?\n[ \t]*/.exec(source.slice(at + 1));
  if (lineBreak !== null) return at + 1 + lineBreak[0].length;
  const hexLength = HEX_LENGTHS[next];
  if (hexLength === undefined) {
    recorder.add(ESCAPES[next] ?? next, at, 0);
    return at + 2;
  }
  const code = Number.parseInt(source.slice(at + 2, at + 2 + hexLength), 16);
  recorder.add(Number.isNaN(code) || code > 0x10ffff ? '' : String.fromCodePoint(code), at, 0);
  return at + 2 + hexLength;
}

/** A run of blanks and breaks: blanks alone stay, blanks around breaks go, one break is a space, more are one less. */
function recordSpace(recorder: Recorder, source: string, at: number, to: number): number {
  let end = at;
  let breaks = 0;
  while (end < to && (isBlank(source.charAt(end)) || isBreak(source.charAt(end)))) {
    if (source.charAt(end) === '\n') breaks += 1;
    end += 1;
  }
  if (breaks === 0) recorder.add(source.slice(at, end), at, 1);
  else recorder.add(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, 0);
  return end;
}
