export { DIAGNOSTIC_CODES, type DiagnosticCode } from './codes.ts';
export type { Diagnostic, Fix, Severity } from './diagnostic.ts';
export { lineAndColumn } from './line-and-column.ts';
export { diagnosticToJson, renderDiagnostic, type JsonDiagnostic } from './render.ts';
export { suggest } from './suggest.ts';
export { TailraceError } from './tailrace-error.ts';
