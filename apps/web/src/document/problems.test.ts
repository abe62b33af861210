import type { Diagnostic } from '@tailrace/core/diagnostics';
import { describe, expect, it } from 'vitest';
import type { PreviewState } from './preview-feed.ts';
import { allProblems } from './problems.ts';

const finding = (severity: Diagnostic['severity'], start: number): Diagnostic => ({
  code: 'yaml-syntax',
  severity,
  message: `${severity} at ${start}`,
  path: [],
  range: { start, end: start + 1 },
});

function preview(text: string, diagnostics: readonly Diagnostic[]): PreviewState {
  const unmatched = { patterns: [], transforms: [], routes: [] };
  const result = { tables: [], sinkTables: [], discovered: [], elapsedMs: 1, unmatched, diagnostics };
  return { status: 'ready', text, result };
}

describe('allProblems', () => {
  it('puts errors first and keeps the order of the text within a severity', () => {
    const found = allProblems(
      [finding('warning', 1), finding('error', 9), finding('error', 3)],
      preview('t', []),
      't',
    );
    expect(found.map(({ message }) => message)).toEqual(['error at 3', 'error at 9', 'warning at 1']);
  });

  it('adds what the live tables told, once, and only for the text on the screen', () => {
    const live = [finding('warning', 5), finding('error', 9)];
    expect(allProblems([finding('error', 9)], preview('t', live), 't')).toHaveLength(2);
    expect(allProblems([finding('error', 9)], preview('older', live), 't')).toHaveLength(1);
  });
});
