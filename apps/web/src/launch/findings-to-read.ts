import type { Diagnostic } from '@tailrace/core/diagnostics';

type Finding = Pick<Diagnostic, 'code' | 'message' | 'severity'>;

const GRAVITY: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/** Each sentence once, whoever caused it, and what stands in the way on top. */
export const findingsToRead = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map(findings.map((finding) => [`${finding.code} ${finding.message}`, finding])).values()].toSorted(
    (a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity),
  );
