// Tables that the document's patterns capture and the run does not have. They are looked for in the catalogue; where the option says so, they
// are taken up in the midst of the stream. The log holds no rows of a table from before it was published, so that its rows are read; that
// none is missed between the two:
//  1. the table is published, and locked against changes of its columns until its rows are being read;
//  2. the stream passes the position that the log had then: of what it passes over until there, nothing is lost, because
//  3. every transaction that was writing to the table has ended before its rows are read: what it wrote is among them, also what it wrote
//     before the table was published.
// What the stream brings from there on is repeated onto the rows by key, as after any table that is read again.
import type { DiscoveredTable } from '@tailrace/engine/api';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';
import type { SourceTable } from '../catalog/source-table.ts';
import { changeImages } from './check-identity.ts';
import { createLookup, type Candidate, type NewTablesContext } from './prepare-new-table.ts';
import { writersOf } from './table-writers.ts';

export interface NewTables {
  /** Looks, now and then, without holding up anybody. Throws `table-recreated` where the last look found that. */
  look(): void;
  /** Position that the stream has to pass before a table can be taken up; undefined while there is none. */
  readonly waitsFor: bigint | undefined;
  /** The table that is taken up behind `position`; undefined where none is ready. */
  take(position: bigint, signal: AbortSignal): Promise<SourceTable | undefined>;
  /** This table is locked by whoever reads its rows; without one, whatever is held is given up. */
  release(table?: TableId): Promise<void>;
}

const LOOK_EVERY_MS = 5000;
const ASK_EVERY_MS = 200;
/** The stream stands still for so long at most. */
const PAUSE_MS = 1000;

/** A candidate, and the transactions that were writing to it when they were last asked for: the stream goes on until they have ended. */
interface Waiting extends Candidate {
  writers?: readonly string[];
  askedAt: number;
}

export function createNewTables(context: NewTablesContext): NewTables {
  const lookup = createLookup(context);
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking = false;
  let streams = false;
  let waiting: Waiting | undefined;
  let taken: Candidate | undefined;
  let failure: TailraceError | undefined;

  async function find(): Promise<void> {
    try {
      const found = await lookup.find();
      // Found for a stream that has ended meanwhile.
      if (!streams) await found?.guard.end();
      else if (found !== undefined) waiting = { ...found, askedAt: Number.NEGATIVE_INFINITY };
    } catch (error) {
      // A server that cannot be asked now fails the stream itself, which says why; what else is amiss is said here.
      if (error instanceof TailraceError && error.code === 'table-recreated') failure = error;
      else lookup.tell(`New tables cannot be looked for: ${messageOf(error)}`);
    } finally {
      lookedAt = performance.now();
      looking = false;
    }
  }

  async function release(table?: TableId): Promise<void> {
    const isOther = table !== undefined && (taken === undefined || !isOf(taken, table));
    if (isOther) return;
    const held = table === undefined ? [waiting, taken] : [taken];
    if (table === undefined) {
      waiting = undefined;
      streams = false;
    }
    taken = undefined;
    for (const each of held) await each?.guard.end();
  }

  return {
    look() {
      streams = true;
      if (failure !== undefined) throw failure;
      if (looking || waiting !== undefined || taken !== undefined) return;
      if (context.request.captures === undefined || performance.now() - lookedAt < LOOK_EVERY_MS) return;
      looking = true;
      void find();
    },
    get waitsFor() {
      return waiting?.lsn;
    },
    async take(position, signal) {
      const ready = waiting;
      if (ready === undefined || position < ready.lsn || performance.now() - ready.askedAt < ASK_EVERY_MS)
        return undefined;
      if (ready.guard.closed) {
        await release();
        return undefined;
      }
      if (!(await writersEnded(context, ready, signal))) return undefined;
      lookup.taken(ready.table);
      taken = ready;
      waiting = undefined;
      return ready.table;
    },
    release,
  };
}

const isOf = ({ table }: Candidate, id: TableId): boolean => formatTableId(table.id) === formatTableId(id);

/**
 * Writers of a while ago are waited for while the stream goes on; when they have ended, those of now, who are short of time as a rule,
 * while it stands still: what it passes over meanwhile would have to be waited for as well.
 */
async function writersEnded(
  { catalog }: NewTablesContext,
  ready: Waiting,
  signal: AbortSignal,
): Promise<boolean> {
  const ask = async (): Promise<readonly string[]> => writersOf(catalog.client, ready.table.oid);
  let left = await ask();
  const before = new Set(ready.writers ?? []);
  const end = performance.now() + PAUSE_MS;
  const wait = !left.some((writer) => before.has(writer));
  while (wait && left.length > 0 && !signal.aborted && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = new Set(await ask());
    left = left.filter((writer) => now.has(writer));
  }
  ready.askedAt = performance.now();
  if (wait) ready.writers = left;
  return left.length === 0 && !signal.aborted;
}

export function asDiscovered(table: SourceTable): DiscoveredTable {
  return { table: table.id, schema: table.schema, changeImages: changeImages(table) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
