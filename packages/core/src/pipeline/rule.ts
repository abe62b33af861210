// What transforms and routes have in common: a list of mappings whose keys are known and whose values are texts.
import type { OptionSpec } from '../descriptor/index.ts';
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { isMapping, shapeOf, textAt, valueAt } from './yaml-access.ts';

export interface RuleTexts {
  /** Texts by key; absent for what is missing, empty or of the wrong shape. */
  readonly texts: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The paths of the rules of a section, and a finding where it is no list. */
export function rulePaths(
  yaml: YamlDocument,
  section: 'transform' | 'route',
): { readonly paths: readonly Path[]; readonly diagnostics: readonly Diagnostic[] } {
  const value = valueAt(yaml, [section]);
  if (value === undefined) return { paths: [], diagnostics: [] };
  if (Array.isArray(value)) return { paths: value.map((_, at) => [section, at]), diagnostics: [] };
  const message = `\`${section}\` has to be a list of rules, and is ${shapeOf(value)}. Put a dash before each rule.`;
  return { paths: [], diagnostics: [finding(yaml, 'wrong-shape', [section], { message })] };
}

/** Reads one rule against its keys. */
export function readRule(yaml: YamlDocument, path: Path, keys: readonly OptionSpec[]): RuleTexts {
  const section = String(path[0]);
  const value = valueAt(yaml, path);
  if (value !== null && !isMapping(value)) {
    const message = `A rule of \`${section}\` is a mapping, \`- source-table: …\`, and this is ${shapeOf(value)}.`;
    return { texts: {}, diagnostics: [finding(yaml, 'wrong-shape', path, { message })] };
  }
  const texts: Record<string, string> = {};
  const diagnostics: Diagnostic[] = [];
  for (const [key, entry] of Object.entries(value ?? {})) {
    const text = textAt(yaml, [...path, key]);
    if (!keys.some((spec) => spec.key === key)) diagnostics.push(unknownKey(yaml, path, key, keys));
    else if (text !== undefined) texts[key] = text;
    else if (entry !== null) {
      const message = `${key} has to be a text, and is ${shapeOf(entry)}.`;
      diagnostics.push(finding(yaml, 'wrong-shape', [...path, key], { message }));
    }
  }
  for (const spec of keys) {
    if (spec.required !== true || (texts[spec.key] ?? '').trim() !== '') continue;
    const message = `The rule has no ${spec.key}. ${spec.description}`;
    diagnostics.push(finding(yaml, 'missing-key', [...path, spec.key], { message, at: 'key' }));
  }
  return { texts, diagnostics };
}

function unknownKey(yaml: YamlDocument, path: Path, key: string, keys: readonly OptionSpec[]): Diagnostic {
  const known = keys.map((spec) => spec.key);
  const suggestion = suggest(key, known);
  const near = suggestion === undefined ? `The keys are ${known.join(', ')}.` : `Did you mean ${suggestion}?`;
  return finding(yaml, 'unknown-key', [...path, key], {
    message: `A rule of \`${String(path[0])}\` has no key ${key}. ${near}`,
    at: 'key',
    suggestion,
  });
}
