// `pipeline.model`: models for AI functions, one mapping or a list, in the form of today (name, type) or the older one (model-name,
// class-name). Checked for their shape, kept and exported; only Flink calls them.
import { suggest, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { checkOptionValue } from './check-option.ts';
import { finding } from './finding.ts';
import { OPENAI_OPTIONS } from './model-options.ts';
import type { PipelineOptions } from './pipeline-def.ts';
import { isMapping, shapeOf, textAt, valueAt, type Mapping } from './yaml-access.ts';

const ROOT = ['pipeline', 'model'];
const NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/u;

export function parseModels(yaml: YamlDocument): {
  readonly models: PipelineOptions['models'];
  readonly diagnostics: readonly Diagnostic[];
} {
  const value = valueAt(yaml, ROOT);
  if (value === undefined || value === null) return { models: [], diagnostics: [] };
  const entries = Array.isArray(value)
    ? value.map((entry: unknown, at) => ({ entry, path: [...ROOT, at] }))
    : [{ entry: value, path: ROOT }];
  const models: { name: string; path: Path }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { entry, path } of entries) {
    if (!isMapping(entry)) {
      const message = `A model is a mapping with \`name\` and \`type\`, and this is ${shapeOf(entry)}.`;
      diagnostics.push(finding(yaml, 'wrong-shape', path, { message }));
      continue;
    }
    const nameKey = 'class-name' in entry ? 'model-name' : 'name';
    const name = textAt(yaml, [...path, nameKey]);
    diagnostics.push(...checkEntry(yaml, path, entry), ...checkName(yaml, [...path, nameKey], name, models));
    if (name !== undefined) models.push({ name, path });
    const message = 'The embedded engine calls no models: a pipeline with this one runs on Flink only.';
    diagnostics.push(finding(yaml, 'only-on-flink', [...path, nameKey], { message }));
  }
  return { models, diagnostics };
}

function checkName(
  yaml: YamlDocument,
  path: Path,
  name: string | undefined,
  earlier: readonly { readonly name: string }[],
): readonly Diagnostic[] {
  if (name === undefined) {
    const message = `The model has no \`${String(path.at(-1))}\` to be called by.`;
    return [finding(yaml, 'missing-key', path, { message })];
  }
  if (!NAME.test(name)) {
    const message = `"${name}" is no name for a model: a letter or one underscore, then letters, digits and underscores.`;
    return [finding(yaml, 'invalid-model-name', path, { message })];
  }
  if (!earlier.some((one) => one.name === name)) return [];
  return [finding(yaml, 'invalid-model-name', path, { message: `Another model is called ${name} already.` })];
}

function checkEntry(yaml: YamlDocument, path: Path, entry: Mapping): readonly Diagnostic[] {
  const problem = (code: DiagnosticCode, key: string, message: string) =>
    finding(yaml, code, [...path, key], { message, at: 'key' });
  if ('class-name' in entry) {
    const mixed = ['name', 'type', 'options'].filter((key) => key in entry);
    return mixed.map((key) =>
      problem(
        'invalid-model',
        key,
        `\`${key}\` and \`class-name\` belong to different forms of a model. Write name and type, or model-name and class-name.`,
      ),
    );
  }
  const diagnostics: Diagnostic[] = [];
  if (textAt(yaml, [...path, 'type']) === undefined) {
    diagnostics.push(
      problem(
        'missing-key',
        'type',
        'The model has no `type`; `openai-compatible` is the one that comes with Flink CDC.',
      ),
    );
  }
  const options = entry['options'];
  if (options !== undefined && options !== null && !isMapping(options)) {
    return [
      ...diagnostics,
      problem('wrong-shape', 'options', `\`options\` has to be a mapping, and is ${shapeOf(options)}.`),
    ];
  }
  const nested = isMapping(options) ? Object.keys(options) : [];
  const beside = Object.keys(entry).filter((key) => !['name', 'type', 'options'].includes(key));
  for (const key of beside.filter((one) => nested.includes(one))) {
    diagnostics.push(
      problem('invalid-model', key, `${key} is given twice, here and in \`options\`. Remove one of them.`),
    );
  }
  if (textAt(yaml, [...path, 'type']) === 'openai-compatible') {
    const places = [
      ...beside.map((key) => ({ key, path: [...path, key] })),
      ...nested.map((key) => ({ key, path: [...path, 'options', key] })),
    ];
    diagnostics.push(...checkOpenAi(yaml, path, places));
  }
  return diagnostics;
}

function checkOpenAi(
  yaml: YamlDocument,
  path: Path,
  places: readonly { readonly key: string; readonly path: Path }[],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const keysOf = (spec: (typeof OPENAI_OPTIONS)[number]) => [spec.key, ...(spec.aliases ?? [])];
  for (const place of places) {
    const spec = OPENAI_OPTIONS.find((one) => keysOf(one).includes(place.key));
    const text = textAt(yaml, place.path);
    if (spec !== undefined && text !== undefined)
      diagnostics.push(...checkOptionValue(yaml, place.path, spec, text));
    if (spec !== undefined) continue;
    const suggestion = suggest(
      place.key,
      OPENAI_OPTIONS.map((one) => one.key),
    );
    const near = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    const message = `An openai-compatible model has no option ${place.key}.${near}`;
    diagnostics.push(finding(yaml, 'ignored-option', place.path, { message, at: 'key', suggestion }));
  }
  for (const spec of OPENAI_OPTIONS) {
    if (spec.required !== true || places.some((place) => keysOf(spec).includes(place.key))) continue;
    const message = `An openai-compatible model needs \`${spec.key}\`. ${spec.description}`;
    diagnostics.push(finding(yaml, 'missing-key', [...path, spec.key], { message, at: 'key' }));
  }
  return diagnostics;
}
