// What a form shows: fields from a descriptor, each with the value that stands in the text, or none. The form keeps no copy.
import type { OptionSpec } from '@tailrace/core/descriptor';
import type { Diagnostic } from '@tailrace/core/diagnostics';
import type { DocumentSnapshot } from '@tailrace/core/document';
import type { Path } from '@tailrace/core/yaml';

export interface FieldModel {
  readonly spec: OptionSpec;
  readonly path: Path;
  /** Text of the value; undefined where the text does not set it. */
  readonly value: string | undefined;
  /** True where something else than a plain value stands there: it is shown, and changed in the text. */
  readonly isStructured: boolean;
  readonly finding: Diagnostic | undefined;
}

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly FieldModel[];
}

const GROUPS = {
  connection: 'Connection',
  tables: 'Tables',
  start: 'Start',
  reading: 'Reading',
  writing: 'Writing',
  schema: 'Schema',
  advanced: 'Advanced',
} as const;

export type GroupName = keyof typeof GROUPS;

const isSamePath = (a: Path, b: Path): boolean =>
  a.length === b.length && a.every((part, at) => part === b[at]);

export function fieldModel(snapshot: DocumentSnapshot, spec: OptionSpec, path: Path): FieldModel {
  const text = snapshot.yaml.scalarText(path);
  const range = snapshot.yaml.valueRange(path);
  const isStructured = text === undefined && range !== undefined;
  return {
    spec,
    path,
    value: text ?? (range === undefined ? undefined : snapshot.yaml.text.slice(range.start, range.end)),
    isStructured,
    finding: worst(snapshot.diagnostics.filter((finding) => isSamePath(finding.path, path))),
  };
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

const worst = (findings: readonly Diagnostic[]): Diagnostic | undefined =>
  findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])[0];

/** Fields in groups, in the order of the descriptor; a field that depends on another is left out until that other has the value. */
export function fieldGroups(
  snapshot: DocumentSnapshot,
  specs: readonly OptionSpec[],
  parent: Path,
): readonly FieldGroup[] {
  const fields = specs
    .filter((spec) => spec.prefix !== true)
    .map((spec) => ({ model: fieldModel(snapshot, spec, [...parent, spec.key]), spec }))
    .filter(({ model, spec }) => model.value !== undefined || applies(snapshot, specs, { spec, parent }));
  return (Object.keys(GROUPS) as GroupName[]).flatMap((group) => {
    const members = fields.filter(({ spec }) => groupOf(spec) === group).map(({ model }) => model);
    return members.length === 0 ? [] : [{ title: GROUPS[group], fields: members }];
  });
}

const groupOf = (spec: OptionSpec): GroupName =>
  spec.advanced === true ? 'advanced' : (spec.group ?? 'connection');

function applies(
  snapshot: DocumentSnapshot,
  specs: readonly OptionSpec[],
  { spec, parent }: { readonly spec: OptionSpec; readonly parent: Path },
): boolean {
  const when = spec.appliesWhen;
  if (when === undefined) return true;
  const fallback = specs.find(({ key }) => key === when.key)?.default;
  const value = snapshot.yaml.scalarText([...parent, when.key]) ?? String(fallback ?? '');
  return when.values.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
}

/** Keys that stand in the text and belong to no field: families (`debezium.*`) and what the descriptor does not know. */
export function otherFields(
  snapshot: DocumentSnapshot,
  specs: readonly OptionSpec[],
  { parent, except }: { readonly parent: Path; readonly except: readonly string[] },
): readonly FieldModel[] {
  const at = parent.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[String(key)] : undefined),
    snapshot.yaml.value,
  );
  if (!isRecord(at)) return [];
  const known = new Set([...specs.filter((spec) => spec.prefix !== true).map((spec) => spec.key), ...except]);
  return Object.keys(at)
    .filter((key) => !known.has(key))
    .map((key) => {
      const family = specs.find((spec) => spec.prefix === true && key.startsWith(spec.key));
      const description = family?.description ?? 'Not described by the connector.';
      return fieldModel(snapshot, { key, kind: 'string', description }, [...parent, key]);
    });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
