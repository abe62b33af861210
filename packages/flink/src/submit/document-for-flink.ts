// A pipeline document made ready for a submission: as the release accepts it, with what it needs, and with its references resolved
// only at the end, in memory.
import { findOption, type ConnectorCatalog } from '@tailrace/core/descriptor';
import { TailraceError, type Diagnostic } from '@tailrace/core/diagnostics';
import {
  exportForFlink,
  isSecretOption,
  parsePipeline,
  resolveReferences,
  TARGETS,
  type Reference,
  type Target,
  type TargetTables,
} from '@tailrace/core/pipeline';
import { applyTextEdits, parseYaml, setValue } from '@tailrace/core/yaml';
import type { JarNeeds } from '../jar/cdc-jars.ts';

export interface FlinkDocument {
  /** With `${secret.NAME}` and `${env.NAME}` as they are: this text may be kept and shown. */
  readonly text: string;
  /** `pipeline.name`, which is the job's name. */
  readonly name: string;
  readonly parallelism: number;
  readonly needs: JarNeeds;
}

export interface FlinkDocumentOptions extends TargetTables {
  readonly target: Target;
  /** Writes expressions that the release would compute otherwise so that it does not. */
  readonly rewrite?: boolean;
}

/** The target that a release of Flink CDC is checked as: `3.6.0` → `3.6`; newer ones and unknown ones → `newest`. */
export function targetOf(cdcVersion: string | undefined): Target {
  const short = /^\d+\.\d+/.exec(cdcVersion ?? '')?.[0];
  return TARGETS.find((target) => target === short) ?? 'newest';
}

/** `document` is undefined where the text has errors or Flink CDC cannot run it; the findings say why, and warn of the rest. */
export function documentForFlink(
  text: string,
  catalog: ConnectorCatalog,
  options: FlinkDocumentOptions,
): { readonly document: FlinkDocument | undefined; readonly findings: readonly Diagnostic[] } {
  const yaml = parseYaml(text);
  const { pipeline, diagnostics } = parsePipeline(yaml, catalog);
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) return { document: undefined, findings: errors };
  const exported = exportForFlink(yaml, pipeline, catalog, { ...options, references: 'kept' });
  if (exported.text === undefined) return { document: undefined, findings: exported.findings };
  const { userDefinedFunctions, models, name, parallelism = 1 } = pipeline.options;
  return {
    document: {
      text: exported.text,
      name,
      parallelism,
      needs: {
        source: pipeline.source?.type,
        sink: pipeline.sink?.type,
        functions: userDefinedFunctions.flatMap(({ path }) => yaml.scalarText([...path, 'classpath']) ?? []),
        usesModels: models.length > 0,
      },
    },
    findings: exported.findings,
  };
}

export interface ResolvedDocument {
  /** With secrets in plain text: to be sent, never to be kept, logged or shown. */
  readonly text: string;
  /** The values that were put in, to keep them out of what is said about it. */
  readonly secrets: readonly string[];
}

/** @throws TailraceError `unresolved-reference` naming the first reference that `lookup` does not know. */
export function resolveDocument(
  text: string,
  catalog: ConnectorCatalog,
  lookup: (reference: Reference) => string | undefined,
): ResolvedDocument {
  const yaml = parseYaml(text);
  const { pipeline } = parsePipeline(yaml, catalog);
  const secrets = new Set<string>();
  const isSecret = (role: 'source' | 'sink', key: string) => {
    const connector = catalog.find(role, pipeline[role]?.type ?? '');
    const option = connector === undefined ? undefined : findOption(connector, key);
    return option !== undefined && isSecretOption(option, key);
  };
  let resolved = text;
  for (const role of ['source', 'sink'] as const) {
    for (const [key, written] of Object.entries(pipeline[role]?.options ?? {})) {
      const value = resolveReferences(written, (reference) => {
        const found = lookup(reference);
        // A password may come from the environment, too.
        const mustNotShow = reference.kind === 'secret' || isSecret(role, key);
        if (mustNotShow && found !== undefined && found !== '') secrets.add(found);
        return found;
      });
      if (value === written) continue;
      const outcome = setValue(parseYaml(resolved), [role, key], value);
      if (!outcome.ok) {
        throw new TailraceError(
          'unresolved-reference',
          `The reference in ${role}.${key} cannot be put in its place: write it as a plain value, without an anchor or alias.`,
        );
      }
      resolved = applyTextEdits(resolved, outcome.edits);
    }
  }
  return { text: resolved, secrets: [...secrets] };
}

/** The text with every secret gone from it, also where it stands escaped in a quoted scalar. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("'", "''"),
  ]);
  // The longest first: one secret may be the beginning of another.
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((result, form) => result.replaceAll(form, '***'), text);
}
