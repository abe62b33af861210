// All findings about the document in one list: those of its text, and those that need the live tables.
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { PreviewState } from './preview-feed.ts';

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Errors first, then in the order of the text. Findings of a preview count only while their text is the one on the screen. */
export function allProblems(
  diagnostics: readonly Diagnostic[],
  preview: PreviewState,
  text: string,
): readonly Diagnostic[] {
  const live = preview.text === text ? (preview.result?.diagnostics ?? []) : [];
  const seen = new Set(diagnostics.map(identity));
  return [...diagnostics, ...live.filter((finding) => !seen.has(identity(finding)))].toSorted(
    (a, b) => RANK[a.severity] - RANK[b.severity] || a.range.start - b.range.start,
  );
}

const identity = (finding: Diagnostic): string =>
  `${finding.code} ${finding.range.start} ${finding.range.end} ${finding.message}`;
