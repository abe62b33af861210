// One attempt of a run: connect, take up the checkpoint or make the first one, copy, follow, let go. It ends finished, halted at a
// checkpoint, or by an error; what comes after is run-pipeline's to decide.
import { createOperatorChain, type ChainTrace, type OperatorChain } from '@tailrace/core/chain';
import { explainTables } from '@tailrace/core/explain';
import { formatTableId, parseTableId, type TableId } from '@tailrace/core/table';
import { must } from '@tailrace/core/assert';
import type {
  DiscoveredTable,
  RunEvent,
  RunState,
  Sink,
  SinkWriter,
  Source,
  SourceReader,
} from '../api/index.ts';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { RunCheckpoint } from '../checkpoint/run-checkpoint.ts';
import { startingCheckpoint } from '../checkpoint/starting-checkpoint.ts';
import { oldRowFindings, refuseIncompleteRows } from '../plan/old-rows.ts';
import { ownTargets, refuseOwnTargets } from '../plan/own-targets.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { captureTables, capturesTable } from '../plan/capture-tables.ts';
import { createAdoptedTables } from './adopt-table.ts';
import type { AttemptContext } from './attempt-context.ts';
import type { BatchLimits } from './batch-limits.ts';
import type { Clock } from './clock.ts';
import { countingTrace, type RunCounters } from './run-counters.ts';
import { createSchemaChanger, type EvolvedStep, type SchemaChanger } from './schema-changes.ts';
import { SinkLane } from './sink-lane.ts';
import { runSnapshot } from './snapshot-phase.ts';
import { runStream } from './stream-phase.ts';

export interface AttemptOptions {
  readonly plan: RunPlan;
  readonly source: Source;
  readonly sink: Sink;
  readonly store: CheckpointStore;
  readonly counters: RunCounters;
  readonly clock: Clock;
  readonly limits: BatchLimits;
  readonly until: 'caught-up' | undefined;
  readonly requested: TableId[];
  readonly halt: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  readonly entered: (state: Extract<RunState, 'snapshotting' | 'streaming'>, reader: SourceReader) => void;
}

/** Closes what it opened; the source and the sink themselves are the caller's. */
export async function runAttempt(options: AttemptOptions): Promise<'finished' | 'halted'> {
  const { sink, source, store, plan } = options;
  const startup = startupSignal(options.halt);
  try {
    // What is wrong with the checkpoint is told where it is taken up.
    const isFirst = (await store.load().catch(() => undefined)) === undefined;
    // A first start needs the source's tables: they are asked for while the sink is being opened, and waited for behind it.
    const discovering = isFirst ? source.discover(options.halt) : undefined;
    discovering?.catch(() => undefined);
    const writer = await sink.open({ signal: startup.signal });
    return await withWriter(writer, discovering);
  } finally {
    startup.over();
  }

  async function withWriter(
    writer: SinkWriter,
    discovering: Promise<readonly DiscoveredTable[]> | undefined,
  ): Promise<'finished' | 'halted'> {
    let lane: SinkLane | undefined;
    try {
      const resumed = await startingCheckpoint(store, writer, plan.fingerprint);
      if (resumed !== undefined && isCopied(plan, resumed)) return 'finished';
      const relay: Relay = {};
      const chain = openChain(options, resumed, relay);
      const tables = await tablesToRead(options, { resumed, chain, discovering });
      if (resumed === undefined) refuseBeforeStart(options, tables);
      const reader = await source.open({
        tables,
        ...(resumed === undefined ? {} : { resumeFrom: resumed.source }),
        captures: (table) => capturesTable(plan, table),
        signal: startup.signal,
      });
      startup.over();
      try {
        const context = await openContext(options, { resumed, writer, chain, tables, reader, relay });
        ({ lane } = context);
        return await runPhases(context, options);
      } finally {
        options.counters.askPending(undefined);
        await reader.close();
      }
    } finally {
      await writer.close();
      await lane?.abandon();
    }
  }
}

/**
 * Aborts with `halt` only while connections are being made: once they are open, a halt has to let the sink commit what is complete.
 */
function startupSignal(halt: AbortSignal): { readonly signal: AbortSignal; over(): void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(halt.reason);
  };
  if (halt.aborted) abort();
  else halt.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    over: () => {
      halt.removeEventListener('abort', abort);
    },
  };
}

/** A run in BATCH that has nothing left to do; its slot is gone, so it is not opened again. */
function isCopied(plan: RunPlan, { source, upsertUntil }: RunCheckpoint): boolean {
  const bounded = plan.pipeline.options.runtimeMode === 'BATCH';
  return bounded && source.snapshot === undefined && upsertUntil === undefined;
}

/** The trace is made before the schema changer that listens to it. */
interface Relay {
  evolved?: (step: EvolvedStep) => void;
}

function openChain(options: AttemptOptions, resumed: RunCheckpoint | undefined, relay: Relay): OperatorChain {
  const { plan, clock, counters } = options;
  const trace: ChainTrace = { ...countingTrace(counters), evolved: (step) => relay.evolved?.(step) };
  return createOperatorChain({
    pipeline: plan.pipeline,
    defaultTimeZone: plan.timeZone,
    now: () => clock.now(),
    metadataColumns: plan.metadataColumns,
    ...(resumed === undefined ? {} : { state: resumed.chain }),
    trace,
  });
}

/**
 * What would stop the run later, asked while nothing is made yet: throws what the rules say to the tables, `sink-is-source`, and
 * `old-row-incomplete`.
 */
function refuseBeforeStart(options: AttemptOptions, tables: readonly DiscoveredTable[]): void {
  const chain = openChain(options, undefined, {});
  for (const { table, schema } of tables) chain.process({ type: 'create.table', table, schema }, []);
  refuseOwnTargets(ownTargets(options, tables, chain));
  refuseIncompleteRows(oldRowFindings(options.plan, tables, chain));
}

async function tablesToRead(
  { source, plan, halt }: AttemptOptions,
  {
    resumed,
    chain,
    discovering,
  }: {
    readonly resumed: RunCheckpoint | undefined;
    readonly chain: OperatorChain;
    readonly discovering: Promise<readonly DiscoveredTable[]> | undefined;
  },
): Promise<readonly DiscoveredTable[]> {
  if (resumed === undefined) return captureTables(plan, await (discovering ?? source.discover(halt)));
  return resumed.tables.flatMap((name) => {
    const table = must(parseTableId(name), 'a checkpoint with a table id that is none');
    const schema = chain.sourceSchema(table);
    // A table that was dropped since has no schema any more, and nothing more to read.
    return schema === undefined ? [] : [{ table, schema }];
  });
}

interface Opened {
  readonly resumed: RunCheckpoint | undefined;
  readonly writer: SinkWriter;
  readonly chain: OperatorChain;
  readonly tables: readonly DiscoveredTable[];
  readonly reader: SourceReader;
  readonly relay: Relay;
}

async function openContext(options: AttemptOptions, opened: Opened): Promise<AttemptContext> {
  const { plan, clock, counters, emit } = options;
  const { resumed, writer, chain, reader, relay } = opened;
  const tables = [...opened.tables];
  for (const { table } of tables) counters.table(table);
  const checkpoint = resumed ?? {
    generation: 0,
    fingerprint: plan.fingerprint,
    source: { offset: reader.startOffset, snapshot: { finishedSplits: [], finishedTables: [] } },
    tables: tables.map(({ table }) => formatTableId(table)),
    chain: null,
  };
  const lane = new SinkLane({
    writer,
    reader,
    chain,
    store: options.store,
    counters,
    clock,
    limits: options.limits,
    checkpoint,
    snapshotRepeats: reader.replays || (resumed !== undefined && !writer.keepsPosition),
  });
  counters.askPending(() => lane.pending.fill());
  const changer = createSchemaChanger({
    chain,
    writer: {
      applySchemaChange: async (event, schema) =>
        counters.timedAsync('schema', async () => writer.applySchemaChange(event, schema)),
    },
    behavior: plan.pipeline.options.schemaChangeBehavior,
    clock,
    record: (change) => {
      for (const { outcome } of change.results) counters.schemaChange(outcome);
      emit({ type: 'schema-change', at: clock.now(), change });
    },
    tables: tables.map(({ table }) => table),
  });
  relay.evolved = changer.evolved;
  const context: AttemptContext = {
    plan,
    tables,
    adopted: createAdoptedTables({
      plan,
      source: options.source,
      sink: options.sink,
      tables,
      lane,
      counters,
    }),
    chain,
    reader,
    writer,
    lane,
    changer,
    counters,
    clock,
    emit,
    rulesOf: rulesByTable(plan),
    requested: options.requested,
    halt: options.halt,
  };
  if (resumed === undefined) await createTables(context, changer);
  else if (!writer.keepsPosition) lane.upsertUntil(await reader.currentOffset());
  return context;
}

/** Tells the sink of every table before the first row, and makes the first checkpoint. */
async function createTables(context: AttemptContext, changer: SchemaChanger): Promise<void> {
  const { tables, lane, plan } = context;
  const met: string[] = [];
  for (const { table, schema } of tables) {
    const answers = await changer.apply({ type: 'create.table', table, schema }, {});
    if (answers.every(({ outcome }) => outcome !== 'already-there')) continue;
    lane.upsertAlways();
    met.push(formatTableId(table));
  }
  if (!plan.pipeline.sink?.acceptedSchemaChanges.includes('create.table')) lane.upsertAlways();
  tellOfOldRows(context, met);
  lane.schemaChanged();
  await lane.commit();
}

/** Once at the start: a snapshot does not see what the sink has and the source has not. */
function tellOfOldRows({ emit, clock }: AttemptContext, met: readonly string[]): void {
  if (met.length === 0) return;
  const message = `The sink tables of ${met.slice(0, 5).join(', ')}${met.length > 5 ? ` and ${met.length - 5} more` : ''} were there before. Rows in them are overwritten by key; those that the source no longer has stay until somebody deletes them.`;
  emit({ type: 'log', at: clock.now(), level: 'warning', message });
}

async function runPhases(context: AttemptContext, options: AttemptOptions): Promise<'finished' | 'halted'> {
  const { lane, reader, counters } = context;
  const target = async () => (options.until === undefined ? undefined : reader.currentOffset());
  if (lane.checkpoint.source.snapshot !== undefined) {
    options.entered('snapshotting', reader);
    if (!(await runSnapshot(context))) return halted(context);
  }
  counters.phase('stream');
  if (reader.bounded === true) return finished(context);
  const batch = context.plan.pipeline.options.runtimeMode === 'BATCH';
  // A snapshot that was interrupted is only whole once the stream has passed the point where it is consistent.
  const until = batch ? (reader.replays ? reader.consistentFrom() : undefined) : await target();
  if (batch && until === undefined) return finished(context);
  options.entered('streaming', reader);
  return (await runStream(context, until)) ? finished(context) : halted(context);
}

async function finished({ lane }: AttemptContext): Promise<'finished'> {
  await lane.settle();
  return 'finished';
}

async function halted({ lane }: AttemptContext): Promise<'halted'> {
  await lane.settle();
  return 'halted';
}

function rulesByTable(plan: RunPlan): AttemptContext['rulesOf'] {
  // Every table here is captured, whatever the patterns would say to its name.
  const { source: _, ...rules } = plan.pipeline;
  const known = new Map<string, ReturnType<AttemptContext['rulesOf']>>();
  return (table: TableId) => {
    const name = formatTableId(table);
    const found = known.get(name) ??
      explainTables(rules, [table]).tables[0] ?? { transforms: [], routes: [] };
    known.set(name, found);
    return found;
  };
}
