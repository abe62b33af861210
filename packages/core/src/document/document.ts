// A document and its changes: text, tree, model, findings and ids in one immutable snapshot. What a snapshot needs to become the next
// one (the parts it was read from, the ledgers of ids, the catalog) is kept beside it and nobody else's business.
import { must } from '../assert/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { PipelineDef, ReadingContext } from '../pipeline/index.ts';
import { invertEdits, parseYaml, readEdited } from '../yaml/index.ts';
import type { TextEdit, YamlDocument } from '../yaml/index.ts';
import type { AppliedEdits, DocumentIds, DocumentSnapshot } from './document-snapshot.ts';
import { emptyLedger, followIds, marksOf, nodeId, type IdLedger } from './identity.ts';
import { checkAgain, parseParts, type PipelineParts } from './parse-parts.ts';

interface Backstage {
  readonly context: ReadingContext;
  readonly parts: PipelineParts | undefined;
  readonly transforms: IdLedger;
  readonly routes: IdLedger;
  /** Edits since the text last parsed, oldest first. */
  readonly pending: readonly (readonly TextEdit[])[];
}

const backstages = new WeakMap<DocumentSnapshot, Backstage>();

/** The first snapshot of a text. Without checks nothing is said of options, patterns and expressions, until `withChecks` brings them. */
export function createDocument(text: string, context: ReadingContext): DocumentSnapshot {
  const backstage: Backstage = {
    context,
    parts: undefined,
    transforms: emptyLedger('transform'),
    routes: emptyLedger('route'),
    pending: [],
  };
  const yaml = parseYaml(text);
  if (yaml.errors.length > 0) return brokenSnapshot({ yaml, version: 0 }, undefined, backstage);
  return soundSnapshot({ yaml, version: 0 }, undefined, backstage);
}

/** The snapshot after edits of its text; `edits` hold disjoint ranges of it. No edits, no new snapshot. */
export function applyDocumentEdits(snapshot: DocumentSnapshot, edits: readonly TextEdit[]): AppliedEdits {
  if (edits.length === 0) return { snapshot, inverse: [] };
  const before = must(backstages.get(snapshot), 'a snapshot that was not made by createDocument');
  const yaml = readEdited(snapshot.current, edits);
  const backstage = { ...before, pending: [...before.pending, edits] };
  const next = { yaml, version: snapshot.version + 1 };
  return {
    snapshot:
      yaml.errors.length > 0
        ? brokenSnapshot(next, snapshot, backstage)
        : soundSnapshot(next, snapshot, backstage),
    inverse: invertEdits(snapshot.text, edits),
  };
}

/**
 * The same state of the document, looked at with more checks: text, version, ids and the model stay what they are, findings join.
 * From here on every change is checked with them.
 */
export function withChecks(snapshot: DocumentSnapshot, context: ReadingContext): DocumentSnapshot {
  const before = must(backstages.get(snapshot), 'a snapshot that was not made by createDocument');
  // While the text is broken the kept parts belong to an older one; they are read anew when it parses again.
  if (snapshot.stale) return keep({ ...snapshot }, { ...before, context, parts: undefined });
  const { diagnostics, parts } = checkAgain(snapshot.yaml, context, before.parts);
  return keep({ ...snapshot, diagnostics }, { ...before, context, parts });
}

function keep(snapshot: DocumentSnapshot, backstage: Backstage): DocumentSnapshot {
  backstages.set(snapshot, backstage);
  return snapshot;
}

interface Next {
  readonly yaml: YamlDocument;
  readonly version: number;
}

function soundSnapshot(
  { yaml, version }: Next,
  old: DocumentSnapshot | undefined,
  backstage: Backstage,
): DocumentSnapshot {
  const { context, pending } = backstage;
  const [edits] = pending;
  // Findings are followed through one batch of edits; after a time of broken text they are found anew.
  const before =
    backstage.parts && old && edits && pending.length === 1
      ? { parts: backstage.parts, pipeline: old.pipeline, edits }
      : undefined;
  const reusable = before ?? partsAlone(backstage.parts, old);
  const { pipeline, diagnostics, parts } = parseParts(yaml, context, reusable);
  const transforms = followIds(
    backstage.transforms,
    marksOf(yaml, 'transform', transformSubjects(pipeline)),
    pending,
  );
  const routes = followIds(backstage.routes, marksOf(yaml, 'route', routeSubjects(pipeline)), pending);
  const ids = sameIds(old?.ids, {
    ...(pipeline.source === undefined ? {} : { source: nodeId('source') }),
    ...(pipeline.sink === undefined ? {} : { sink: nodeId('sink') }),
    transforms: transforms.ids,
    routes: routes.ids,
  });
  const snapshot = {
    text: yaml.text,
    version,
    yaml,
    current: yaml,
    pipeline,
    stale: false,
    diagnostics,
    ids,
  };
  return keep(snapshot, { context, parts, transforms, routes, pending: [] });
}

function partsAlone(parts: PipelineParts | undefined, old: DocumentSnapshot | undefined) {
  if (parts === undefined || old === undefined) return undefined;
  // An edit over everything touches every finding, so that all are looked for again.
  const everything = { range: { start: 0, end: Number.MAX_SAFE_INTEGER }, text: '' };
  return { parts, pipeline: old.pipeline, edits: [everything] };
}

function brokenSnapshot(
  { yaml, version }: Next,
  old: DocumentSnapshot | undefined,
  backstage: Backstage,
): DocumentSnapshot {
  const snapshot = {
    text: yaml.text,
    version,
    yaml: old?.yaml ?? parseYaml(''),
    current: yaml,
    pipeline: old?.pipeline ?? parseParts(parseYaml(''), backstage.context, undefined).pipeline,
    stale: true,
    diagnostics: syntaxFindings(yaml),
    ids: old?.ids ?? { transforms: [], routes: [] },
  };
  return keep(snapshot, backstage);
}

function syntaxFindings({ errors }: YamlDocument): readonly Diagnostic[] {
  return errors.map(({ code, message, range }) => ({ code, message, range, severity: 'error', path: [] }));
}

const subjectsOf = new WeakMap<object, readonly string[]>();

function transformSubjects({ transforms }: PipelineDef): readonly string[] {
  return remembered(transforms, () => transforms.map((rule) => rule.sourceTable));
}

function routeSubjects({ routes }: PipelineDef): readonly string[] {
  return remembered(routes, () => routes.map((rule) => `${rule.sourceTable} → ${rule.sinkTable}`));
}

function remembered(key: object, make: () => readonly string[]): readonly string[] {
  const known = subjectsOf.get(key);
  if (known !== undefined) return known;
  const made = make();
  subjectsOf.set(key, made);
  return made;
}

function sameIds(old: DocumentIds | undefined, now: DocumentIds): DocumentIds {
  const isSame =
    old !== undefined &&
    old.source === now.source &&
    old.sink === now.sink &&
    old.transforms === now.transforms &&
    old.routes === now.routes;
  return isSame ? old : now;
}
