// The model of a document, put together from parts that are read on their own, so that after an edit only the touched part is read
// again. A part is its own when its node is the same object as before (core/yaml keeps nodes of untouched pieces); then its findings
// only move. The answer is that of `parsePipeline`, which a property test holds it to.
import type { Diagnostic } from '../diagnostics/index.ts';
import {
  checkSections,
  inTextOrder,
  parseOptions,
  parseRouteRule,
  parseSink,
  parseSource,
  parseTransformRule,
  readDeclaredNames,
  readPipeline,
  rulePaths,
} from '../pipeline/index.ts';
import type {
  DeclaredNames,
  ParsedSink,
  ParsedSource,
  PipelineDef,
  PipelineOptions,
  ReadingContext,
  RouteRule,
  TransformRule,
} from '../pipeline/index.ts';
import type { Path, TextEdit, YamlDocument, YamlNode } from '../yaml/index.ts';
import { crossCheckAgain, type CrossFindings } from './cross-findings.ts';
import { moveDiagnostic } from './move-diagnostic.ts';

/** Something read from one node, with findings placed where the node stood when it was read. */
interface Part<T> {
  readonly node: YamlNode | undefined;
  readonly base: number;
  readonly index: number;
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

export type Section = 'transform' | 'route';

export interface PipelineParts {
  readonly source: Part<ParsedSource['source']>;
  readonly sink: Part<ParsedSink['sink']>;
  readonly options: Part<PipelineOptions>;
  readonly declared: DeclaredNames;
  readonly transforms: readonly Part<TransformRule>[];
  readonly routes: readonly Part<RouteRule>[];
  readonly cross: CrossFindings;
}

export interface ParsedParts {
  readonly pipeline: PipelineDef;
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined for a document that is no mapping. */
  readonly parts: PipelineParts | undefined;
}

interface Before {
  readonly parts: PipelineParts;
  readonly pipeline: PipelineDef;
  /** What led from the text of `parts` to this one. */
  readonly edits: readonly TextEdit[];
}

export function parseParts(
  yaml: YamlDocument,
  context: ReadingContext,
  before: Before | undefined,
): ParsedParts {
  if (yaml.root?.kind !== 'mapping') return { ...readPipeline(yaml, context), parts: undefined };
  const old = before?.parts;
  const options = readSection(yaml, 'pipeline', old?.options, () => {
    const { options: value, diagnostics } = parseOptions(yaml);
    return { value, diagnostics };
  });
  const source = readSection(yaml, 'source', old?.source, () => {
    const { source: value, diagnostics } = parseSource(yaml, context);
    return { value, diagnostics };
  });
  // A sink's accepted schema changes depend on the behaviour in `pipeline`.
  const oldSink = old?.options.value === options.value ? old.sink : undefined;
  const sink = readSection(yaml, 'sink', oldSink, () => {
    const { sink: value, diagnostics } = parseSink(yaml, context);
    return { value, diagnostics };
  });
  const { declared, transforms } = readTransforms(yaml, context, old);
  const routes = readRules(yaml, 'route', old?.routes ?? [], (document, path) =>
    parseRouteRule(document, path, context.checks),
  );
  const pipeline = joined(before?.pipeline, { source, sink, options, transforms, routes });
  const cross = crossCheckAgain(yaml, context, {
    pipeline,
    before: before && { pipeline: before.pipeline, findings: before.parts.cross, edits: before.edits },
  });
  const diagnostics = [
    ...checkSections(yaml),
    ...source.diagnostics,
    ...sink.diagnostics,
    ...notAList(yaml, 'transform'),
    ...notAList(yaml, 'route'),
    ...transforms.flatMap((part) => part.diagnostics),
    ...routes.flatMap((part) => part.diagnostics),
    ...options.diagnostics,
    ...cross,
  ];
  const parts = { source, sink, options, declared, transforms, routes, cross };
  return { pipeline, diagnostics: inTextOrder(diagnostics), parts };
}

/** The same document, read with other checks: findings are new, what was read stays the same objects. */
export function checkAgain(
  yaml: YamlDocument,
  context: ReadingContext,
  old: PipelineParts | undefined,
): Pick<ParsedParts, 'diagnostics' | 'parts'> {
  const { diagnostics, parts } = parseParts(yaml, context, undefined);
  if (old === undefined || parts === undefined) return { diagnostics, parts };
  return {
    diagnostics,
    parts: {
      ...parts,
      source: { ...parts.source, value: old.source.value },
      sink: { ...parts.sink, value: old.sink.value },
      options: { ...parts.options, value: old.options.value },
      transforms: withValues(parts.transforms, old.transforms),
      routes: withValues(parts.routes, old.routes),
    },
  };
}

function withValues<T>(parts: readonly Part<T>[], old: readonly Part<T>[]): readonly Part<T>[] {
  return parts.map((part, at) => ({ ...part, value: old[at]?.value ?? part.value }));
}

/** Expressions may use what `pipeline` and the source declare: when that changes, every rule is read again. */
function readTransforms(yaml: YamlDocument, context: ReadingContext, old: PipelineParts | undefined) {
  const declared = readDeclaredNames(yaml, context.catalog);
  const known = sameNames(old?.declared, declared) ? (old?.transforms ?? []) : [];
  const transforms = readRules(yaml, 'transform', known, (document, path) =>
    parseTransformRule(document, path, { declared, checks: context.checks }),
  );
  return { declared, transforms };
}

function sameNames(before: DeclaredNames | undefined, now: DeclaredNames): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

interface Read<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

function readSection<T>(
  yaml: YamlDocument,
  name: string,
  old: Part<T> | undefined,
  read: () => Read<T>,
): Part<T> {
  const found = yaml.nodeAt([name]);
  const place = { node: found?.node, base: found?.base ?? 0, index: 0 };
  if (old !== undefined && found !== undefined && old.node === found.node)
    return movedPart(old, place, old.value);
  // A section that is still absent says the same, unless it said where it is missed.
  if (old !== undefined && found === undefined && old.node === undefined && old.diagnostics.length === 0)
    return old;
  return { ...place, ...read() };
}

interface Place {
  readonly node: YamlNode | undefined;
  readonly base: number;
  readonly index: number;
}

function movedPart<T>(old: Part<T>, { node, base, index }: Place, value: T): Part<T> {
  if (old.base === base && old.index === index) return old;
  const by = base - old.base;
  const diagnostics = old.diagnostics.map((diagnostic) => {
    const [section, at, ...rest] = diagnostic.path;
    const path: Path =
      typeof at === 'number' && section !== undefined && index !== old.index
        ? [section, index, ...rest]
        : diagnostic.path;
    return moveDiagnostic(diagnostic, (offset) => offset + by, path);
  });
  return { node, base, index, value, diagnostics };
}

type ReadRule<T> = (
  yaml: YamlDocument,
  path: Path,
) => { readonly rule: T; readonly diagnostics: readonly Diagnostic[] };

function readRules<T extends { readonly path: Path }>(
  yaml: YamlDocument,
  section: Section,
  old: readonly Part<T>[],
  read: ReadRule<T>,
): readonly Part<T>[] {
  const found = yaml.nodeAt([section]);
  if (found?.node.kind !== 'sequence') return [];
  const reuse = new Reuse(old, found.node.items.length);
  return found.node.items.map((item, index) => {
    const place = { node: item.value, base: found.base + item.at, index };
    const known = reuse.take(place.node, index);
    if (known === undefined) {
      const { rule, diagnostics } = read(yaml, [section, index]);
      return { ...place, value: rule, diagnostics };
    }
    const value = known.index === index ? known.value : { ...known.value, path: [section, index] };
    return movedPart(known, place, value);
  });
}

/** Finds the part of a node: at the same place from the start or from the end, else anywhere. */
class Reuse<T> {
  readonly #old: readonly Part<T>[];
  readonly #fromEnd: number;
  #byNode: Map<YamlNode | undefined, Part<T>> | undefined;

  constructor(old: readonly Part<T>[], length: number) {
    this.#old = old;
    this.#fromEnd = old.length - length;
  }

  take(node: YamlNode, index: number): Part<T> | undefined {
    const same = this.#old[index];
    if (same?.node === node) return same;
    const shifted = this.#old[index + this.#fromEnd];
    if (shifted?.node === node) return shifted;
    this.#byNode ??= new Map(this.#old.map((part) => [part.node, part]));
    return this.#byNode.get(node);
  }
}

function notAList(yaml: YamlDocument, section: Section): readonly Diagnostic[] {
  return yaml.nodeAt([section])?.node.kind === 'sequence' ? [] : rulePaths(yaml, section).diagnostics;
}

type Parts = Omit<PipelineParts, 'cross' | 'declared'>;

/** The model; lists of rules in which nothing changed stay the same lists. */
function joined(
  before: PipelineDef | undefined,
  { source, sink, options, transforms, routes }: Parts,
): PipelineDef {
  return {
    ...(source.value === undefined ? {} : { source: source.value }),
    ...(sink.value === undefined ? {} : { sink: sink.value }),
    transforms: sameOr(
      before?.transforms,
      transforms.map((part) => part.value),
    ),
    routes: sameOr(
      before?.routes,
      routes.map((part) => part.value),
    ),
    options: options.value,
  };
}

function sameOr<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  const isSame = before?.length === now.length && now.every((value, index) => value === before[index]);
  return isSame ? before : now;
}
