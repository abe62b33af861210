// From a document to what a run, a preview or a preflight works with: the model without errors, connectors found, options resolved.
import { createHash } from 'node:crypto';
import type { ConnectorDescriptor, MetadataColumn } from '@tailrace/core/descriptor';
import { lineAndColumn, TailraceError, type Diagnostic } from '@tailrace/core/diagnostics';
import type { EventMeta } from '@tailrace/core/event';
import {
  parsePipeline,
  resolveOptions,
  type PipelineDef,
  type SinkDef,
  type SourceDef,
} from '@tailrace/core/pipeline';
import { parseYaml } from '@tailrace/core/yaml';
import type { ConnectorRegistry } from '../api/index.ts';
import type { ReferenceLookup } from '../runtime/run-request.ts';

export interface ConnectorPlan {
  readonly type: string;
  readonly descriptor: ConnectorDescriptor;
  /** As written, references unresolved: may be shown. */
  readonly written: Readonly<Record<string, string>>;
  /** With the values of secrets: never shown. */
  readonly options: Readonly<Record<string, string>>;
}

/** Enough for a look at the source and the rules; the sink may be missing or wrong. */
export interface LookPlan {
  readonly pipeline: PipelineDef;
  readonly source: ConnectorPlan;
  readonly sink: ConnectorPlan | undefined;
  readonly metadataColumns: readonly MetadataColumn[];
  /** What rows of a snapshot tell of themselves: Flink CDC's sources give op_ts 0 there. */
  readonly snapshotMeta: EventMeta;
  readonly timeZone: string;
}

export interface RunPlan extends LookPlan {
  readonly sink: ConnectorPlan;
  /** Changes when the document would make other rows of the same events; options such as passwords do not count. */
  readonly fingerprint: string;
}

export interface PlanRequest {
  readonly text: string;
  readonly registry: Pick<ConnectorRegistry, 'catalog'>;
  readonly resolveReference: ReferenceLookup;
  readonly timeZone?: string;
}

/** Throws TailraceError `pipeline-invalid` with the first error of the document, or `unresolved-reference`. */
export function planRun(request: PlanRequest): RunPlan {
  const { pipeline, diagnostics } = parse(request);
  refuseErrors(request.text, diagnostics);
  return {
    ...basePlan(pipeline, request),
    sink: planConnector('sink', pipeline.sink, request),
    fingerprint: fingerprintOf(pipeline),
  };
}

/** As planRun, but errors in the sink's section only take the sink away: a preview is wanted while somebody is still writing it. */
export function planLook(request: PlanRequest): LookPlan {
  const { pipeline, diagnostics } = parse(request);
  const inSink = diagnostics.filter(({ path }) => path[0] === 'sink' || path.length === 0);
  refuseErrors(
    request.text,
    diagnostics.filter((diagnostic) => !inSink.includes(diagnostic) || diagnostic.code === 'yaml-syntax'),
  );
  const sinkIsSound = !inSink.some(({ severity }) => severity === 'error');
  return {
    ...basePlan(pipeline, request),
    sink: sinkIsSound && pipeline.sink?.type !== undefined ? planSink(pipeline, request) : undefined,
  };
}

/** A sink that only Flink runs, or whose secrets are not there yet, has no part in a look. */
function planSink(pipeline: PipelineDef, request: PlanRequest): ConnectorPlan | undefined {
  try {
    return planConnector('sink', pipeline.sink, request);
  } catch (error) {
    if (error instanceof TailraceError) return undefined;
    throw error;
  }
}

function parse({ text, registry }: PlanRequest) {
  return parsePipeline(parseYaml(text), registry.catalog);
}

function basePlan(pipeline: PipelineDef, request: PlanRequest): Omit<LookPlan, 'sink'> {
  const source = planConnector('source', pipeline.source, request);
  const metadataColumns = source.descriptor.metadataColumns ?? [];
  return {
    pipeline,
    source,
    metadataColumns,
    snapshotMeta: metadataColumns.some(({ key }) => key === 'op_ts') ? { op_ts: '0' } : {},
    timeZone: pipeline.options.localTimeZone ?? request.timeZone ?? machineTimeZone(),
  };
}

export const machineTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function refuseErrors(text: string, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const { line, column } = lineAndColumn(text, first.range.start);
  const others = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  throw new TailraceError(
    'pipeline-invalid',
    `The document has an error at line ${line}, column ${column}: ${first.message}${others}`,
    { data: { line, column, diagnostic: first.code, errors: errors.length } },
  );
}

function planConnector(
  role: 'source' | 'sink',
  definition: SourceDef | SinkDef | undefined,
  { registry, resolveReference }: PlanRequest,
): ConnectorPlan {
  const type = definition?.type;
  const descriptor = type === undefined ? undefined : registry.catalog.find(role, type);
  if (definition === undefined || type === undefined || descriptor === undefined) {
    throw new TailraceError('pipeline-invalid', `The document has no ${role} with a known type.`, {
      data: { role },
    });
  }
  if (!descriptor.engines.includes('embedded')) {
    throw new TailraceError(
      'only-on-flink',
      `The ${role} ${type} runs on Flink CDC only; launch the pipeline on a Flink cluster.`,
      { data: { role, type } },
    );
  }
  const options = resolveOptions(definition.options, ({ kind, name }) => resolveReference(kind, name));
  return { type, descriptor, written: definition.options, options };
}

/** Of what decides which rows are made of which; equal for documents that differ in comments, names, passwords and the like. */
export function fingerprintOf({ source, sink, transforms, routes, options }: PipelineDef): string {
  const { name: _name, parallelism: _parallelism, ...semantics } = options;
  const rules = [...transforms, ...routes].map(({ path: _path, description: _description, ...rule }) => rule);
  const captured = [source?.type, source?.options['tables'], source?.options['tables.exclude'], sink?.type];
  const text = JSON.stringify([captured, rules, semantics, sink?.acceptedSchemaChanges]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
