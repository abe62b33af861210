// `pipeline.user-defined-function`: functions in Java or Python. They are checked for their shape, kept and exported; only Flink runs them.
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { FUNCTION_KEYS } from './grammar.ts';
import type { PipelineOptions } from './pipeline-def.ts';
import { isMapping, shapeOf, textAt, valueAt, type Mapping } from './yaml-access.ts';

const KEY = 'user-defined-function';

export function parseFunctions(yaml: YamlDocument): {
  readonly functions: PipelineOptions['userDefinedFunctions'];
  readonly diagnostics: readonly Diagnostic[];
} {
  const path = ['pipeline', KEY];
  const value = valueAt(yaml, path);
  if (value === undefined || value === null) return { functions: [], diagnostics: [] };
  if (!Array.isArray(value)) {
    const message = `${KEY} has to be a list of functions, and is ${shapeOf(value)}. Put a dash before each function.`;
    return { functions: [], diagnostics: [finding(yaml, 'wrong-shape', path, { message })] };
  }
  const functions: { name: string; path: Path }[] = [];
  const diagnostics: Diagnostic[] = [];
  value.forEach((entry: unknown, at) => {
    const entryPath = [...path, at];
    if (!isMapping(entry)) {
      const message = `A function is a mapping with \`name\` and \`classpath\`, and this is ${shapeOf(entry)}.`;
      diagnostics.push(finding(yaml, 'wrong-shape', entryPath, { message }));
      return;
    }
    const name = textAt(yaml, [...entryPath, 'name']);
    if (name !== undefined) functions.push({ name, path: entryPath });
    diagnostics.push(...checkFunction(yaml, entryPath, entry));
  });
  return { functions, diagnostics };
}

function checkFunction(yaml: YamlDocument, path: Path, entry: Mapping): readonly Diagnostic[] {
  const has = (key: string) => entry[key] !== undefined && entry[key] !== null;
  const diagnostics: Diagnostic[] = [];
  const add = (code: 'invalid-function' | 'missing-key' | 'wrong-shape', key: string, message: string) => {
    diagnostics.push(finding(yaml, code, [...path, key], { message, at: 'key' }));
  };
  for (const key of Object.keys(entry)) {
    if (!FUNCTION_KEYS.some((spec) => spec.key === key)) diagnostics.push(unknownKey(yaml, path, key));
  }
  if (!has('name')) add('missing-key', 'name', 'The function has no `name` to be called by.');
  if (has('classpath') === has('python-code')) {
    const message = has('classpath')
      ? 'A function is either Java or Python: remove `classpath` or `python-code`.'
      : 'The function has no code: give the Java class as `classpath`, or Python as `python-code`.';
    add('invalid-function', 'classpath', message);
  }
  if (has('options') && has('python-code')) {
    add(
      'invalid-function',
      'options',
      '`options` are for functions in Java; a Python function takes none. Remove them.',
    );
  }
  for (const key of ['python-executable', 'python-files']) {
    if (has(key) && !has('python-code'))
      add('invalid-function', key, `\`${key}\` is for functions with \`python-code\`. Remove it.`);
  }
  if (has('options') && !isMapping(entry['options']))
    add('wrong-shape', 'options', '`options` has to be a mapping of texts.');
  if (has('python-files') && !Array.isArray(entry['python-files'])) {
    add('wrong-shape', 'python-files', '`python-files` has to be a list of files.');
  }
  const message =
    'The embedded engine does not run functions of your own: a pipeline with this one runs on Flink only.';
  diagnostics.push(finding(yaml, 'only-on-flink', [...path, 'name'], { message }));
  return diagnostics;
}

function unknownKey(yaml: YamlDocument, path: Path, key: string): Diagnostic {
  const keys = FUNCTION_KEYS.map((spec) => spec.key);
  const suggestion = suggest(key, keys);
  const near = suggestion === undefined ? `Its keys are ${keys.join(', ')}.` : `Did you mean ${suggestion}?`;
  return finding(yaml, 'unknown-key', [...path, key], {
    message: `A function has no key ${key}. ${near}`,
    at: 'key',
    suggestion,
  });
}
