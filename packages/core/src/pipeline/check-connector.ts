// An end of a pipeline against its connector's descriptor: is there such a connector, and are these its options.
import {
  findOption,
  type ConnectorCatalog,
  type ConnectorDescriptor,
  type OptionSpec,
} from '../descriptor/index.ts';
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { checkOptionValue, isSecretOption } from './check-option.ts';
import { commonKeys, type Role } from './connector-section.ts';
import { finding } from './finding.ts';
import type { SourceDef } from './pipeline-def.ts';
import { findReferences, findStrayReferences } from './references.ts';
import { isMapping, textAt, valueAt, type Mapping } from './yaml-access.ts';

export interface CheckedConnector {
  /** Undefined: there is no such connector. */
  readonly descriptor?: ConnectorDescriptor;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkConnector(
  yaml: YamlDocument,
  role: Role,
  def: SourceDef,
  catalog: ConnectorCatalog,
): CheckedConnector {
  const found = findConnector(yaml, role, def.type, catalog);
  if (found.descriptor === undefined) return found;
  return { descriptor: found.descriptor, diagnostics: checkOptions(yaml, found.descriptor, def) };
}

function findConnector(
  yaml: YamlDocument,
  role: Role,
  type: string | undefined,
  catalog: ConnectorCatalog,
): CheckedConnector {
  const path = [role, 'type'];
  if (type === undefined) {
    const message = `The ${role} has no \`type\`. It names the connector, for example \`type: ${role === 'source' ? 'mysql' : 'kafka'}\`.`;
    return { diagnostics: [finding(yaml, 'missing-key', path, { message })] };
  }
  const descriptor = catalog.find(role, type);
  if (descriptor !== undefined) return { descriptor, diagnostics: [] };
  const other = role === 'source' ? 'sink' : 'source';
  const types = catalog.connectors.filter((one) => one.role === role).map((one) => one.type);
  const suggestion = suggest(type, types);
  const why =
    catalog.find(other, type) === undefined
      ? `There is no ${role} connector "${type}".`
      : `The connector "${type}" is a ${other} only, not a ${role}.`;
  const remedy =
    suggestion === undefined ? ` These are: ${types.join(', ')}.` : ` Did you mean ${suggestion}?`;
  return {
    diagnostics: [finding(yaml, 'unknown-connector', path, { message: `${why}${remedy}`, suggestion })],
  };
}

function checkOptions(
  yaml: YamlDocument,
  descriptor: ConnectorDescriptor,
  def: SourceDef,
): readonly Diagnostic[] {
  const { role } = descriptor;
  const written = Object.keys(valueAsMapping(yaml, role)).filter(
    (key) => !commonKeys(role).some((spec) => spec.key === key),
  );
  const diagnostics: Diagnostic[] = [];
  for (const key of written) {
    const spec = specOf(descriptor, key);
    if (spec === undefined) diagnostics.push(unknownOption(yaml, descriptor, key, written));
    else diagnostics.push(...checkWritten(yaml, descriptor, spec, { key, text: def.options[key] }));
  }
  // A key that was probably meant to be a required one is a single slip, and one finding.
  const misspelt = new Set(diagnostics.map((diagnostic) => diagnostic.suggestion));
  for (const spec of descriptor.options) {
    if (!misspelt.has(spec.key)) diagnostics.push(...checkMissing(yaml, descriptor, spec, def));
    diagnostics.push(...checkConflict(yaml, role, spec, def));
  }
  return diagnostics;
}

const valueAsMapping = (yaml: YamlDocument, role: Role): Mapping => {
  const section = valueAt(yaml, [role]);
  return isMapping(section) ? section : {};
};

const specOf = (descriptor: ConnectorDescriptor, key: string): OptionSpec | undefined =>
  findOption(descriptor, key) ?? descriptor.options.find((spec) => spec.aliases?.includes(key) === true);

function unknownOption(
  yaml: YamlDocument,
  descriptor: ConnectorDescriptor,
  key: string,
  written: readonly string[],
): Diagnostic {
  const { role, type } = descriptor;
  const known = [...descriptor.options, ...commonKeys(role)]
    .filter((spec) => spec.prefix !== true)
    .map((spec) => spec.key);
  const suggestion = suggest(
    key,
    known.filter((candidate) => !written.includes(candidate)),
  );
  const near =
    suggestion === undefined
      ? `\`tailrace catalog ${type}\` lists its options.`
      : `Did you mean ${suggestion}?`;
  return finding(yaml, descriptor.checksKeys ? 'unknown-option' : 'ignored-option', [role, key], {
    message: `The ${type} ${role} has no option ${key}${descriptor.checksKeys ? '' : ', and passes over it in silence'}. ${near}`,
    at: 'key',
    suggestion,
  });
}

function checkWritten(
  yaml: YamlDocument,
  descriptor: ConnectorDescriptor,
  spec: OptionSpec,
  option: { readonly key: string; readonly text: string | undefined },
): readonly Diagnostic[] {
  const { key, text } = option;
  const path = [descriptor.role, key];
  const diagnostics: Diagnostic[] = [];
  if (spec.deprecated !== undefined) {
    const message = `The option ${key} is deprecated. ${spec.deprecated}`;
    diagnostics.push(finding(yaml, 'deprecated-option', path, { message, at: 'key' }));
  }
  if (text === undefined) return diagnostics;
  diagnostics.push(...checkOptionValue(yaml, path, spec, text), ...checkReferences(yaml, path, text));
  if (isSecretOption(spec, key) && text !== '' && findReferences(text).length === 0) {
    diagnostics.push(plainSecret(yaml, descriptor.role, key));
  }
  if (spec.engine === 'embedded' && descriptor.engines.includes('flink')) {
    const message = `Flink CDC has no option ${key} here: only the embedded engine reads it, and the export leaves it out.`;
    diagnostics.push(finding(yaml, 'only-embedded', path, { message, at: 'key' }));
  }
  const when = spec.appliesWhen;
  if (when !== undefined && !applies(yaml, descriptor, spec)) {
    const message = `${key} has no effect: it only counts with ${when.key}: ${when.values.join(' or ')}.`;
    diagnostics.push(finding(yaml, 'option-without-effect', path, { message, at: 'key' }));
  }
  return diagnostics;
}

/** Whether the condition of an option holds; case makes no difference. */
function applies(
  yaml: YamlDocument,
  descriptor: ConnectorDescriptor,
  { appliesWhen: when }: OptionSpec,
): boolean {
  if (when === undefined) return true;
  const text = effectiveText(yaml, descriptor, when.key).toLowerCase();
  return when.values.some((value) => value.toLowerCase() === text);
}

function effectiveText(yaml: YamlDocument, descriptor: ConnectorDescriptor, key: string): string {
  const fallback = descriptor.options.find((spec) => spec.key === key)?.default;
  return (textAt(yaml, [descriptor.role, key]) ?? String(fallback ?? '')).trim();
}

function checkReferences(yaml: YamlDocument, path: readonly string[], text: string): readonly Diagnostic[] {
  return findStrayReferences(text).map((stray) =>
    finding(yaml, 'unknown-reference', path, {
      message: `${stray.text} is passed on as it stands: references are \${secret.NAME} and \${env.NAME}.`,
      ...placeIn(yaml, path, stray.start, stray.start + stray.text.length),
    }),
  );
}

function placeIn(yaml: YamlDocument, path: readonly string[], start: number, end: number) {
  const range = yaml.scalarRange(path, start, end);
  return range === undefined ? {} : { at: range };
}

function plainSecret(yaml: YamlDocument, role: Role, key: string): Diagnostic {
  const reference = `\${secret.${`${role}_${key}`.toUpperCase().replaceAll(/[^A-Z0-9]+/gu, '_')}}`;
  const range = yaml.valueRange([role, key]);
  return finding(yaml, 'plain-secret', [role, key], {
    message: `${key} stands here for everybody to read. Keep it as a secret and write ${reference}, or use \${env.NAME}.`,
    ...(range === undefined
      ? {}
      : { fixes: [{ title: `Write ${reference}`, edits: [{ range, text: `'${reference}'` }] }] }),
  });
}

function checkMissing(
  yaml: YamlDocument,
  descriptor: ConnectorDescriptor,
  spec: OptionSpec,
  def: SourceDef,
): readonly Diagnostic[] {
  const has = (key: string) => def.options[key] !== undefined;
  const { role, type } = descriptor;
  if (has(spec.key) || (spec.aliases ?? []).some(has) || !applies(yaml, descriptor, spec)) return [];
  if (spec.required === true && spec.default === undefined) {
    const example = spec.example === undefined ? '' : `, for example \`${spec.key}: ${spec.example}\``;
    const message = `The ${type} ${role} needs the option ${spec.key}${example}. ${spec.description}`;
    return [finding(yaml, 'missing-option', [role, spec.key], { message, at: 'key' })];
  }
  if (spec.expected === undefined || spec.expected.some(has)) return [];
  const message = `The ${type} ${role} does not get far without ${spec.expected.join(' or ')}. ${spec.description}`;
  return [finding(yaml, 'expected-option', [role, spec.key], { message, at: 'key' })];
}

function checkConflict(
  yaml: YamlDocument,
  role: Role,
  spec: OptionSpec,
  def: SourceDef,
): readonly Diagnostic[] {
  const on = (key: string) => def.options[key]?.trim().toLowerCase() === 'true';
  if (!on(spec.key)) return [];
  return (spec.conflictsWith ?? []).filter(on).map((other) =>
    finding(yaml, 'option-conflict', [role, spec.key], {
      message: `${spec.key} and ${other} exclude each other. Turn one of them off.`,
      at: 'key',
    }),
  );
}
