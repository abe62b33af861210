// A schema change on its way: through the chain, into the sink, and into the history. The caller has written the rows before it.
import type { ChainTrace, OperatorChain } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import { eventToJson, isDataChange, type ChangeEvent, type SchemaChangeEvent } from '@tailrace/core/event';
import type { SchemaChangeBehavior } from '@tailrace/core/pipeline';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';
import type { AppliedSchemaChange, SchemaChangeRecord, SinkWriter } from '../api/index.ts';
import type { Clock } from './clock.ts';
import { columnsToJson } from './columns-json.ts';
import { schemaAfter } from './schema-after.ts';

export type EvolvedStep = Parameters<ChainTrace['evolved']>[0];
type Result = SchemaChangeRecord['results'][number];
type MutableResult = { -readonly [K in keyof Result]: Result[K] } & {
  events: unknown[];
  statements: string[];
};

export interface SchemaChangerOptions {
  readonly chain: OperatorChain;
  readonly writer: Pick<SinkWriter, 'applySchemaChange'>;
  readonly behavior: SchemaChangeBehavior;
  readonly clock: Clock;
  readonly record: (record: SchemaChangeRecord) => void;
  /** Captured tables at the start, whose sink tables the sink has already. */
  readonly tables: readonly TableId[];
}

export interface SourceFacts {
  readonly statement?: string;
  readonly offset?: string;
  readonly committedAt?: number;
}

export interface SchemaChanger {
  /** For the chain's trace. */
  readonly evolved: (step: EvolvedStep) => void;
  /**
   * Sends one schema change through. Gives the sink's answers. Throws what the chain or the sink throws (`schema-change-unsupported`
   * where the sink cannot and the behaviour does not let it pass); the record is told in any case.
   */
  apply(event: SchemaChangeEvent, facts: SourceFacts): Promise<readonly AppliedSchemaChange[]>;
}

/** Rows keep their shape whether the sink does these or not, so TRY_EVOLVE may go on without them. */
const WITHOUT_EFFECT_ON_ROWS: ReadonlySet<string> = new Set([
  'drop.table',
  'truncate.table',
  'alter.table.comment',
]);

export function createSchemaChanger(options: SchemaChangerOptions): SchemaChanger {
  const { chain } = options;
  const inSink = schemasInSink(options);
  let steps: EvolvedStep[] = [];
  return {
    evolved: (step) => {
      steps.push(step);
    },
    async apply(event, facts) {
      steps = [];
      const results = new Map<string, MutableResult>();
      try {
        const out = processOrRefuse(chain, event, results);
        for (const step of steps) results.set(formatTableId(step.sinkTable), resultOfStep(step));
        const answers: AppliedSchemaChange[] = [];
        for (const change of out) {
          if (isDataChange(change)) throw new Error('internal: a schema change became a row');
          answers.push(await applyOne(options, change, { inSink, results }));
        }
        return answers;
      } finally {
        options.record(recordOf(event, facts, { chain, results: [...results.values()] }));
      }
    },
  };
}

function schemasInSink({ chain, tables }: SchemaChangerOptions): Map<string, TableSchema> {
  const schemas = new Map<string, TableSchema>();
  for (const sinkTable of tables.flatMap((table) => chain.sinkTables(table))) {
    const schema = chain.sinkSchema(sinkTable);
    if (schema !== undefined) schemas.set(formatTableId(sinkTable), schema);
  }
  return schemas;
}

function processOrRefuse(
  chain: OperatorChain,
  event: SchemaChangeEvent,
  results: Map<string, MutableResult>,
): readonly ChangeEvent[] {
  const out: ChangeEvent[] = [];
  try {
    chain.process(event, out);
    return out;
  } catch (error) {
    const reason = messageOf(error);
    for (const table of chain.sinkTables(event.table)) {
      results.set(formatTableId(table), { ...emptyResult(table), outcome: 'refused', reason });
    }
    throw error;
  }
}

async function applyOne(
  options: SchemaChangerOptions,
  change: SchemaChangeEvent,
  state: { readonly inSink: Map<string, TableSchema>; readonly results: Map<string, MutableResult> },
): Promise<AppliedSchemaChange> {
  const { inSink, results } = state;
  const key = formatTableId(change.table);
  const before = inSink.get(key);
  const result = results.get(key) ?? emptyResult(change.table);
  results.set(key, result);
  result.events.push(eventToJson(change, undefined));
  const began = options.clock.elapsed();
  try {
    const answer = await options.writer.applySchemaChange(change, before);
    result.statements.push(...answer.statements);
    noteAnswer(result, answer);
    if (answer.outcome === 'unsupported') refuseUnlessTolerated(options.behavior, change, answer);
    const after = schemaAfter(before, change);
    if (after === undefined) inSink.delete(key);
    else inSink.set(key, after);
    if (after !== undefined) result.schema = columnsToJson(after);
    return answer;
  } catch (error) {
    if (result.outcome !== 'unsupported') result.outcome = 'failed';
    result.reason ??= messageOf(error);
    throw error;
  } finally {
    result.durationMs = (result.durationMs ?? 0) + Math.round(options.clock.elapsed() - began);
  }
}

function refuseUnlessTolerated(
  behavior: SchemaChangeBehavior,
  change: SchemaChangeEvent,
  answer: AppliedSchemaChange,
): void {
  if (behavior === 'TRY_EVOLVE' && WITHOUT_EFFECT_ON_ROWS.has(change.type)) return;
  const table = formatTableId(change.table);
  throw new TailraceError(
    'schema-change-unsupported',
    `The sink cannot apply ${change.type} to ${table}${answer.message === undefined ? '' : `: ${answer.message}`}. Apply it there by hand, or leave ${change.type} out with exclude.schema.changes.`,
    { data: { table, change: change.type } },
  );
}

function resultOfStep(step: EvolvedStep): MutableResult {
  const result = emptyResult(step.sinkTable);
  if (step.reason === undefined) return result;
  return { ...result, outcome: step.applied.length === 0 ? 'ignored' : 'rewritten', reason: step.reason };
}

const emptyResult = (table: TableId): MutableResult => ({
  sinkTable: formatTableId(table),
  events: [],
  statements: [],
  outcome: 'already-there',
  durationMs: 0,
});

function noteAnswer(result: MutableResult, answer: AppliedSchemaChange): void {
  if (answer.outcome === 'unsupported') result.outcome = 'unsupported';
  else if (answer.outcome === 'applied' && result.outcome === 'already-there') result.outcome = 'applied';
  if (answer.message !== undefined) result.reason ??= answer.message;
}

function recordOf(
  event: SchemaChangeEvent,
  facts: SourceFacts,
  seen: { readonly chain: OperatorChain; readonly results: readonly Result[] },
): SchemaChangeRecord {
  const schema = seen.chain.sourceSchema(event.table);
  return {
    sourceTable: formatTableId(event.table),
    kind: event.type,
    event: eventToJson(event, undefined),
    ...facts,
    schema: schema === undefined ? null : columnsToJson(schema),
    results: seen.results,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
