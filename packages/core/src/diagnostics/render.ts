// Findings as text for a terminal and as JSON for tools (the command line's contract).
import type { Path } from '../yaml/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lineAndColumn } from './line-and-column.ts';

const GUTTER = ' | ';
/** Longest part of a line that is shown; long projections are cut around the place. */
const WINDOW = 100;

/** `error[code] 3:3: message`, the line it is about, and carets under the place. Ends without a line break. */
export function renderDiagnostic(text: string, diagnostic: Diagnostic, file?: string): string {
  const start = lineAndColumn(text, diagnostic.range.start);
  const at = file === undefined ? `${start.line}:${start.column}` : `${file}:${start.line}:${start.column}`;
  const head = `${diagnostic.severity}[${diagnostic.code}] ${at}: ${diagnostic.message}`;
  const lineStart = diagnostic.range.start - (start.column - 1);
  const lineBreak = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, lineBreak === -1 ? text.length : lineBreak).replace(/\r$/u, '');
  const length = Math.max(
    1,
    Math.min(diagnostic.range.end - diagnostic.range.start, line.length - start.column + 1),
  );
  const shown = cutAround(line, start.column - 1, length);
  const number = String(start.line);
  const lines = [
    head,
    `${number}${GUTTER}${shown.text}`,
    `${' '.repeat(number.length)}${GUTTER}${padding(shown.text, shown.at)}${'^'.repeat(shown.length)}`,
  ];
  for (const fix of diagnostic.fixes ?? []) lines.push(`${' '.repeat(number.length)} = fix: ${fix.title}`);
  return lines.join('\n');
}

/** Blanks under the text before the caret; tabs stay tabs so that the caret lines up. */
const padding = (line: string, length: number): string => line.slice(0, length).replace(/[^\t]/gu, ' ');

function cutAround(line: string, at: number, length: number): { text: string; at: number; length: number } {
  if (line.length <= WINDOW) return { text: line, at, length };
  const from = Math.max(0, Math.min(at - 30, line.length - WINDOW));
  const head = from > 0 ? '…' : '';
  const cut = line.slice(from, from + WINDOW);
  const tail = from + WINDOW < line.length ? '…' : '';
  const place = at - from;
  return {
    text: `${head}${cut}${tail}`,
    at: place + head.length,
    length: Math.max(1, Math.min(length, WINDOW - place)),
  };
}

export interface JsonDiagnostic {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  readonly range: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
  readonly suggestion?: string;
}

/** The form that `validate --format json` prints. */
export function diagnosticToJson(text: string, diagnostic: Diagnostic): JsonDiagnostic {
  return {
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
    path: diagnostic.path,
    range: {
      start: lineAndColumn(text, diagnostic.range.start),
      end: lineAndColumn(text, diagnostic.range.end),
    },
    ...(diagnostic.suggestion === undefined ? {} : { suggestion: diagnostic.suggestion }),
  };
}
