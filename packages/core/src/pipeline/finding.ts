// How the checks of this room say what they found: a code, a path, and the place that the path has in the text.
import { DIAGNOSTIC_CODES, type Diagnostic, type DiagnosticCode, type Fix } from '../diagnostics/index.ts';
import type { Path, TextRange, YamlDocument } from '../yaml/index.ts';

export interface FindingDetail {
  readonly message: string;
  /** What is underlined; the value when left out. */
  readonly at?: 'key' | 'value' | TextRange;
  /** A word to stand in the place of what is underlined; offered as a fix, too. */
  readonly suggestion?: string | undefined;
  readonly fixes?: readonly Fix[];
}

/** Makes a diagnostic; where the path leads to nothing (a key that is missing), the nearest entry above it is underlined. */
export function finding(
  yaml: YamlDocument,
  code: DiagnosticCode,
  path: Path,
  detail: FindingDetail,
): Diagnostic {
  const range = rangeOf(yaml, path, detail.at ?? 'value');
  const fixes = [...(detail.fixes ?? [])];
  if (detail.suggestion !== undefined) {
    fixes.unshift({ title: `Write ${detail.suggestion}`, edits: [{ range, text: detail.suggestion }] });
  }
  return {
    code,
    severity: DIAGNOSTIC_CODES[code],
    message: detail.message,
    path,
    range,
    ...(detail.suggestion === undefined ? {} : { suggestion: detail.suggestion }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

function rangeOf(yaml: YamlDocument, path: Path, at: 'key' | 'value' | TextRange): TextRange {
  if (typeof at === 'object') return at;
  const value = yaml.valueRange(path);
  const key = yaml.keyRange(path);
  const here = at === 'key' ? (key ?? value) : (nonEmpty(value) ?? key ?? value);
  if (here !== undefined) return here;
  for (let above = path.slice(0, -1); above.length > 0; above = above.slice(0, -1)) {
    const found = yaml.keyRange(above) ?? yaml.valueRange(above);
    if (found !== undefined) return found;
  }
  return { start: 0, end: 0 };
}

const nonEmpty = (range: TextRange | undefined): TextRange | undefined =>
  range !== undefined && range.end > range.start ? range : undefined;
