// One option against its specification: the value's form, and the words for what is wrong with it.
import { readOptionValue, type OptionSpec } from '../descriptor/index.ts';
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { findReferences } from './references.ts';

/** Findings about the text of an option. A text with references is not looked at: its value is not known here. */
export function checkOptionValue(
  yaml: YamlDocument,
  path: Path,
  spec: OptionSpec,
  text: string,
): readonly Diagnostic[] {
  if (findReferences(text).length > 0) return [];
  const reading = readOptionValue(spec, text);
  if (reading.ok) return [];
  const suggestion = reading.candidates === undefined ? undefined : suggest(text.trim(), reading.candidates);
  const shown = spec.secret === true ? 'The value' : `"${text}"`;
  const near = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return [
    finding(yaml, 'invalid-value', path, {
      message: `${shown} is no value for ${String(path.at(-1))}: ${reading.expected} expected.${near}`,
      suggestion,
    }),
  ];
}

/** Whether an option's value must not be shown; in families of pass-through settings the name of the key tells. */
export function isSecretOption(spec: OptionSpec, key: string): boolean {
  if (spec.prefix === true) return /pass(word|wd)?\b|secret|token|jaas|access-?key|credential/iu.test(key);
  return spec.secret === true;
}
