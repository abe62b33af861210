// A finding of the traps at a place of the document.
import { DIAGNOSTIC_CODES, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';

export function warn(yaml: YamlDocument, code: DiagnosticCode, path: Path, message: string): Diagnostic {
  const range = yaml.valueRange(path) ?? yaml.keyRange(path) ?? { start: 0, end: 0 };
  return { code, severity: DIAGNOSTIC_CODES[code], message, path, range };
}
