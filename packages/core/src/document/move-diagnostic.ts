import type { Diagnostic } from '../diagnostics/index.ts';
import type { Path, TextRange } from '../yaml/index.ts';

/** The finding where its text stands now, edits of its fixes included. */
export function moveDiagnostic(
  diagnostic: Diagnostic,
  moved: (offset: number) => number,
  path: Path,
): Diagnostic {
  const move = ({ start, end }: TextRange): TextRange => ({ start: moved(start), end: moved(end) });
  const fixes = diagnostic.fixes?.map(({ title, edits }) => ({
    title,
    edits: edits.map(({ range, text }) => ({ range: move(range), text })),
  }));
  return { ...diagnostic, path, range: move(diagnostic.range), ...(fixes === undefined ? {} : { fixes }) };
}
