import { lineAndColumn, TailraceError } from '@tailrace/core/diagnostics';
import type { DocumentView } from './document-reader.ts';

/** Throws `pipeline-invalid`, naming the first error with its place, where a document has errors. */
export function refuseErrors({ yaml, diagnostics }: DocumentView): void {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const { line, column } = lineAndColumn(yaml.text, first.range.start);
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  throw new TailraceError(
    'pipeline-invalid',
    `The document has an error at line ${line}, column ${column}: ${first.message}${more}`,
    { data: { line, column, diagnostic: first.code, errors: errors.length } },
  );
}
