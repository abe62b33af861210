import type { Diagnostic } from '@tailrace/core/diagnostics';
import { useMemo } from 'react';
import { allProblems } from './problems.ts';
import { useDocument, usePreview } from './session.tsx';

/** All findings about the document on the screen, errors first. */
export function useProblems(): readonly Diagnostic[] {
  const snapshot = useDocument((state) => state.snapshot);
  const preview = usePreview((state) => state);
  return useMemo(
    () => allProblems(snapshot.diagnostics, preview, snapshot.text),
    [snapshot.diagnostics, snapshot.text, preview],
  );
}
