import type { Path, TextEdit, TextRange } from '../yaml/index.ts';
import type { DiagnosticCode } from './codes.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A finding about a document: what is wrong, where, with the value, and what to do. Never thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** Leads to the entry, e.g. ["transform", 0, "filter"]. */
  readonly path: Path;
  readonly range: TextRange;
  /** "Did you mean": a replacement for the word the range covers. */
  readonly suggestion?: string;
  readonly fixes?: readonly Fix[];
}

/** A way to mend it, as edits of the text the diagnostic was made for. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}
