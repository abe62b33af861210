export { DIAGNOSTIC_CODES, type DiagnosticCode } from './codes.ts';
export type { Diagnostic, Fix, Severity } from './diagnostic.ts';
export { suggest } from './suggest.ts';
export { TailraceError } from './tailrace-error.ts';
