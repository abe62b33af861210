// `source` and `sink` as the text has them: the type, the name and the options. What a connector has to say of them is in check-connector.ts.
import type { OptionSpec } from '../descriptor/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { SINK_KEYS, SOURCE_KEYS } from './grammar.ts';
import type { SourceDef } from './pipeline-def.ts';
import { isMapping, shapeOf, textAt, valueAt, type Mapping } from './yaml-access.ts';

export type Role = 'source' | 'sink';

export interface ParsedSection {
  readonly def?: SourceDef;
  readonly diagnostics: readonly Diagnostic[];
}

export const commonKeys = (role: Role): readonly OptionSpec[] =>
  role === 'source' ? SOURCE_KEYS : SINK_KEYS;

/** Reads `source` or `sink` as far as both have the same keys. */
export function parseSection(yaml: YamlDocument, role: Role): ParsedSection {
  const section = valueAt(yaml, [role]);
  if (section === undefined) {
    const message = `The pipeline has no ${role}. Add a section \`${role}:\` with the \`type\` of a connector.`;
    return { diagnostics: [finding(yaml, 'missing-section', [role], { message })] };
  }
  if (section !== null && !isMapping(section)) {
    const message = `\`${role}\` has to be one mapping of options, and is ${shapeOf(section)}. A pipeline has exactly one ${role}.`;
    return { diagnostics: [finding(yaml, 'wrong-shape', [role], { message })] };
  }
  const mapping = section ?? {};
  const type = textAt(yaml, [role, 'type']);
  const name = textAt(yaml, [role, 'name']);
  const { options, diagnostics } = readOptionTexts(yaml, role, mapping);
  const def = {
    path: [role],
    ...(type === undefined ? {} : { type }),
    ...(name === undefined ? {} : { name }),
    options,
  };
  return { def, diagnostics };
}

/** Options are one flat map of texts in Flink CDC: dots belong to the keys, nothing nests. */
function readOptionTexts(yaml: YamlDocument, role: Role, mapping: Mapping) {
  const options: Record<string, string> = {};
  const diagnostics: Diagnostic[] = [];
  const common = commonKeys(role).map((spec) => spec.key);
  for (const [key, value] of Object.entries(mapping)) {
    if (common.includes(key) && (key !== 'type' || typeof value !== 'object')) continue;
    if (typeof value === 'object' && value !== null) {
      const message = `The option ${key} is ${shapeOf(value)}, and has to be a single value. Options do not nest: write dotted keys, \`${key}.x: …\`.`;
      diagnostics.push(finding(yaml, 'wrong-shape', [role, key], { message, at: 'key' }));
      continue;
    }
    const text = textAt(yaml, [role, key]);
    if (text !== undefined) options[key] = text;
  }
  return { options, diagnostics };
}
