// Changes of a stream on their way to the sink as bytes: the filter is asked of the columns that it reads, and all else is left to the
// sink. Tables whose rows need more than that (values converted for a merged table, metadata, SOFT_DELETE) go as events.
import type { BulkPlan, BulkTarget } from '@tailrace/core/chain';
import { formatTableId } from '@tailrace/core/table';
import { CHANGE, INDEX_WIDTH, type EncodedChanges, type EncodedTable } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';

/** Where the rows of a source table go. */
interface Way {
  /** Undefined: as events. */
  readonly plan: BulkPlan | undefined;
  readonly transforms: readonly number[];
  readonly routes: readonly number[];
}

const NO_TARGETS: readonly BulkTarget[] = [];
const NO_COLUMNS: readonly number[] = [];

export interface EncodedLane {
  /**
   * Hands the batch's changes to the sink, and gives the numbers of those that have to go as events instead; undefined when the sink
   * takes no bytes at all.
   */
  write(changes: EncodedChanges): Promise<readonly number[]> | undefined;
  /** After a schema change: what is known of the ways is old. */
  forget(): void;
}

export function createEncodedLane(context: AttemptContext): EncodedLane {
  const { writer, lane, counters } = context;
  let ways: ReadonlyMap<string, Way> | undefined;
  let byTable = new WeakMap<EncodedTable, Way>();

  function wayOf(table: EncodedTable): Way {
    let way = byTable.get(table);
    if (way === undefined) {
      ways ??= waysOf(context);
      way = ways.get(formatTableId(table.table)) ?? { plan: undefined, transforms: [], routes: [] };
      byTable.set(table, way);
    }
    return way;
  }

  async function write(changes: EncodedChanges): Promise<readonly number[]> {
    const tables = changes.tables.map(wayOf);
    const { kinds, asEvents, kept } = counters.timed('rules', () => judge(context, changes, tables));
    if (kept > 0) {
      await lane.write();
      await counters.timedAsync('write', async () =>
        writer.writeChanges?.({
          changes,
          kinds,
          targets: tables.map(({ plan }) => plan?.targets ?? NO_TARGETS),
          usedColumns: tables.map(({ plan }) => plan?.usedColumns ?? NO_COLUMNS),
          upsertInserts: lane.writeContext.upsertInserts,
        }),
      );
      lane.pending.noteUnseen(kept, changes.byteLength);
    }
    return asEvents;
  }

  return {
    write: (changes) => (writer.writeChanges === undefined ? undefined : write(changes)),
    forget() {
      ways = undefined;
      byTable = new WeakMap();
    },
  };
}

/** A sink table gets its rows in one way only, or their order would be lost: a table that shares one with others follows them. */
function waysOf({ chain, tables, rulesOf }: AttemptContext): ReadonlyMap<string, Way> {
  const plans = new Map<string, BulkPlan | undefined>();
  for (const { table } of tables) {
    const plan = chain.sinkTables(table).length === 0 ? undefined : chain.bulkPlan(table);
    plans.set(formatTableId(table), plan?.softDelete === true ? undefined : plan);
  }
  const asEvents = new Set<string>();
  for (let before = -1; before !== asEvents.size;) {
    before = asEvents.size;
    for (const { table } of tables) {
      const name = formatTableId(table);
      const sinks = chain.sinkTables(table).map((sink) => formatTableId(sink));
      if (plans.get(name) !== undefined && !sinks.some((sink) => asEvents.has(sink))) continue;
      plans.set(name, undefined);
      for (const sink of sinks) asEvents.add(sink);
    }
  }
  return new Map(
    tables.map(({ table }) => [
      formatTableId(table),
      { plan: plans.get(formatTableId(table)), ...rulesOf(table) },
    ]),
  );
}

/** What the filters leave of each change, and the counting. */
function judge(
  context: AttemptContext,
  changes: EncodedChanges,
  ways: readonly Way[],
): { readonly kinds: Uint8Array; readonly asEvents: readonly number[]; readonly kept: number } {
  const { count, index } = changes;
  const kinds = new Uint8Array(count);
  const asEvents: number[] = [];
  const tallies = ways.map((): Tally => ({ seen: new Uint32Array(4), left: 0 }));
  for (let at = 0; at < count; at += 1) {
    const number = index[at * INDEX_WIDTH] ?? 0;
    const kind = index[at * INDEX_WIDTH + 1] ?? 0;
    const plan = ways[number]?.plan;
    if (plan === undefined) {
      asEvents.push(at);
      continue;
    }
    const left = plan.filter === undefined ? kind : behindFilter(plan, changes, { at, kind });
    kinds[at] = left;
    tallyUp(tallies[number], kind, left);
  }
  let kept = 0;
  for (const [number, way] of ways.entries()) {
    const table = changes.tables[number];
    const tally = tallies[number];
    if (way.plan === undefined || table === undefined || tally === undefined) continue;
    note(context, table, { way, tally });
    kept += tally.left;
  }
  return { kinds, asEvents, kept };
}

/** Changes of one table, by kind, and how many of them the filter left. */
interface Tally {
  readonly seen: Uint32Array;
  left: number;
}

function tallyUp(tally: Tally | undefined, kind: number, left: number): void {
  if (tally === undefined) return;
  tally.seen[kind] = (tally.seen[kind] ?? 0) + 1;
  if (left !== CHANGE.none) tally.left += 1;
}

/** As the transform does with events: an update that crosses the filter becomes an insert or a delete. */
function behindFilter(
  { filter, usedColumns }: BulkPlan,
  changes: EncodedChanges,
  { at, kind }: { readonly at: number; readonly kind: number },
): number {
  if (filter === undefined) return kind;
  const old = (op: '-U' | '-D'): boolean => filter(changes.row(at, 'before', usedColumns), op);
  const now = (op: '+I' | '+U'): boolean => filter(changes.row(at, 'after', usedColumns), op);
  if (kind === CHANGE.insert) return now('+I') ? CHANGE.insert : CHANGE.none;
  if (kind === CHANGE.delete) return old('-D') ? CHANGE.delete : CHANGE.none;
  const before = old('-U');
  const after = now('+U');
  if (before && after) return CHANGE.update;
  if (before) return CHANGE.delete;
  return after ? CHANGE.insert : CHANGE.none;
}

function note(
  { counters, clock }: AttemptContext,
  { table }: EncodedTable,
  { way, tally }: { readonly way: Way; readonly tally: Tally },
): void {
  const [, inserts = 0, updates = 0, deletes = 0] = tally.seen;
  const read = inserts + updates + deletes;
  if (read === 0) return;
  const counter = counters.table(table);
  counter.inserts += inserts;
  counter.updates += updates;
  counter.deletes += deletes;
  counter.lastChangeAt = clock.now();
  counter.dropped += read - tally.left;
  counters.totals.rowsRead += read;
  counters.totals.rowsDropped += read - tally.left;
  counters.totals.rowsWritten += tally.left * (way.plan?.targets.length ?? 0);
  for (const rule of way.transforms) counters.rule('transform', rule, read, tally.left);
  for (const rule of way.routes) counters.rule('route', rule, tally.left, tally.left);
}
