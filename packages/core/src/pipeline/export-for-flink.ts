// A document as Flink CDC accepts it: the same text, less what only the embedded engine reads, with placeholders for references.
import { findOption, type ConnectorCatalog } from '../descriptor/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { applyTextEdits, parseYaml, removeEntry, type TextEdit, type YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import type { PipelineDef } from './pipeline-def.ts';
import { findReferences } from './references.ts';
import { checkTarget, rewriteForTarget, type Target, type TargetTables } from './target/check-target.ts';

export interface FlinkExport {
  /** Undefined where Flink CDC cannot run the pipeline at all; the findings say why. */
  readonly text: string | undefined;
  /** About the document that is exported, not about the text above. */
  readonly findings: readonly Diagnostic[];
}

export interface ExportOptions extends TargetTables {
  readonly target: Target;
  /** Writes expressions that the target would compute otherwise so that it does not. */
  readonly rewrite?: boolean;
  /** `kept` leaves `${secret.NAME}` and `${env.NAME}` as they are, for who resolves them before anybody else sees the text. */
  readonly references?: 'placeholders' | 'kept';
}

/** Secrets are never in the result: `${secret.NAME}` and `${env.NAME}` become `${NAME}`, for a tool such as envsubst to fill in, or stay. */
export function exportForFlink(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  options: ExportOptions,
): FlinkExport {
  const findings = [
    ...impossible(yaml, pipeline, catalog),
    ...targetFindings(yaml, pipeline, catalog, options),
  ];
  const references =
    options.references === 'kept' ? { edits: [], findings: [] } : placeholders(yaml, pipeline);
  const embedded = embeddedOptions(pipeline, catalog);
  const all = [
    ...findings,
    ...references.findings,
    ...embedded.map((path) =>
      finding(yaml, 'only-embedded', path, {
        message: `Flink CDC has no option ${path[1]} here, so it is left out.`,
        at: 'key',
      }),
    ),
  ];
  if (findings.some((one) => one.severity === 'error')) return { text: undefined, findings: all };
  const rewriting = options.rewrite === true ? rewriteForTarget(yaml, pipeline, catalog, options) : [];
  let text = applyTextEdits(yaml.text, [...references.edits, ...rewriting]);
  for (const path of embedded) {
    const removal = removeEntry(parseYaml(text), path);
    if (removal.ok) text = applyTextEdits(text, removal.edits);
  }
  return { text, findings: all };
}

/** With rewriting only what is still there behind it is told, at the places that it has in the document as it is. */
function targetFindings(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  options: ExportOptions,
): readonly Diagnostic[] {
  const found = checkTarget(yaml, pipeline, catalog, options);
  // What concerns the source is advice that rewriting does not take: it would turn on what nobody asked for.
  const isMended = (one: Diagnostic) => one.fixes !== undefined && one.path[0] !== 'source';
  return options.rewrite === true ? found.filter((one) => !isMended(one)) : found;
}

function impossible(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
): readonly Diagnostic[] {
  return (['source', 'sink'] as const).flatMap((role) => {
    const type = pipeline[role]?.type;
    const connector = type === undefined ? undefined : catalog.find(role, type);
    if (connector === undefined || connector.engines.includes('flink')) return [];
    const message = `Flink CDC has no ${connector.type} ${role}: this pipeline runs on the embedded engine only.`;
    return [finding(yaml, 'not-on-flink', [role, 'type'], { message })];
  });
}

function placeholders(yaml: YamlDocument, pipeline: PipelineDef) {
  const edits: TextEdit[] = [];
  const findings: Diagnostic[] = [];
  for (const role of ['source', 'sink'] as const) {
    for (const [key, text] of Object.entries(pipeline[role]?.options ?? {})) {
      for (const reference of findReferences(text)) {
        const path = [role, key];
        const range = yaml.scalarRange(path, reference.start, reference.end);
        const placeholder = `\${${reference.name}}`;
        const what =
          reference.kind === 'secret' ? `the secret ${reference.name}` : `the variable ${reference.name}`;
        const message = `Flink CDC resolves no references: put the value of ${what} in the place of ${placeholder} before the document is submitted, for example by envsubst.`;
        if (range !== undefined) edits.push({ range, text: placeholder });
        findings.push(
          finding(yaml, 'reference-not-resolved', path, {
            message,
            ...(range === undefined ? {} : { at: range }),
          }),
        );
      }
    }
  }
  return { edits, findings };
}

function embeddedOptions(
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
): readonly (readonly [string, string])[] {
  return (['source', 'sink'] as const).flatMap((role) => {
    const def = pipeline[role];
    const connector = def?.type === undefined ? undefined : catalog.find(role, def.type);
    if (def === undefined || connector === undefined) return [];
    return Object.keys(def.options)
      .filter((key) => findOption(connector, key)?.engine === 'embedded')
      .map((key) => [role, key] as const);
  });
}
