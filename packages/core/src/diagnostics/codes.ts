// The catalogue of codes. The comment above each is its documentation: what happened, why, what to do;
// docs/generated/diagnostics.md is made from it. Codes are public: never renamed, never reused.

export const DIAGNOSTIC_CODES = {
  /** The text is not YAML. Nothing can be computed from it until it is; the last good graph stays on the canvas. */
  'yaml-syntax': 'error',
} as const satisfies Record<string, 'error' | 'warning' | 'info'>;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
