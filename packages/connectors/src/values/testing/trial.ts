// A run in one process for the tests of the engine: the values source, tables in memory that outlive a crash, and places to break.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { runPipeline, type RunHandle, type RunRequest } from '@tailrace/engine';
import type {
  ConnectorRegistry,
  Offset,
  RunEvent,
  Sink,
  SinkWriter,
  Source,
  SourceReader,
} from '@tailrace/engine/api';
import { connectorCatalog } from '../../descriptors.ts';
import { createMemoryTables, type MemoryTables } from '../memory-tables.ts';
import { createValuesSink } from '../sink.ts';
import { createValuesSource } from '../source.ts';

/** Called before each step with its name; may throw to break the run there. */
export type Breaker = (step: 'open' | 'read' | 'write' | 'change' | 'commit' | 'committed') => void;

export interface Trial {
  readonly folder: string;
  readonly memory: MemoryTables;
  readonly events: RunEvent[];
  /** Every acknowledged offset, with what the sink had committed at that moment. */
  readonly acknowledged: { readonly offset: string; readonly committed: unknown }[];
  readonly upserts: boolean[];
  start(request?: Partial<RunRequest>): RunHandle;
  remove(): void;
}

export interface TrialOptions {
  readonly text: string;
  readonly source?: () => Source;
  readonly breaker?: Breaker;
  /** A sink that forgets the position. */
  readonly forgetful?: boolean;
}

export const lostConnection = (): TailraceError =>
  new TailraceError('connection-lost', 'The connection to the server was lost.', { retryable: true });

export function createTrial(options: TrialOptions): Trial {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-trial-'));
  const memory = createMemoryTables();
  const events: RunEvent[] = [];
  const acknowledged: Trial['acknowledged'] = [];
  const upserts: boolean[] = [];
  const at = options.breaker ?? (() => undefined);
  const places: Places = {
    at,
    acknowledge: (offset) => {
      acknowledged.push({ offset, committed: memory.committed });
    },
    head: undefined,
  };
  const registry: ConnectorRegistry = {
    catalog: connectorCatalog,
    createSource: async (_type, context) => {
      const source = options.source?.() ?? createValuesSource(context);
      return brokenSource(source, places);
    },
    createSink: async (_type, context) => {
      const sink = createValuesSink(context, { memory, print: async () => undefined });
      return brokenSink(sink, { at, upserts, forgetful: options.forgetful ?? false });
    },
  };
  return {
    folder,
    memory,
    events,
    acknowledged,
    upserts,
    start: (request) =>
      runPipeline({
        text: options.text,
        registry,
        resolveReference: () => undefined,
        runId: 'trial',
        stateDir: folder,
        onEvent: (event) => events.push(event),
        limits: { rows: 300, bytes: 1_000_000, ageMs: 5 },
        retry: { initialMs: 1, maxMs: 2, attempts: 1000, jitter: 0 },
        timeZone: 'UTC',
        ...request,
      }),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Places {
  readonly at: Breaker;
  readonly acknowledge: (offset: Offset) => void;
  /** The furthest offset that any reader of this trial gave: where a server that outlives its readers would be. */
  head: Offset | undefined;
}

function brokenSource(source: Source, places: Places): Source {
  const { at, acknowledge } = places;
  return {
    ...source,
    open: async (request) => {
      at('open');
      const reader = await source.open(request);
      return {
        ...reader,
        acknowledge,
        readSplit: (split, signal) => each(reader.readSplit(split, signal), at),
        async *stream(from, signal) {
          for await (const batch of each(reader.stream(from, signal), at)) {
            if (places.head === undefined || reader.compareOffsets(batch.offset, places.head) > 0)
              places.head = batch.offset;
            yield batch;
          }
        },
        currentOffset: async () => {
          const own = await reader.currentOffset();
          return places.head !== undefined && reader.compareOffsets(places.head, own) > 0 ? places.head : own;
        },
      } satisfies SourceReader;
    },
  };
}

async function* each<T>(items: AsyncIterable<T>, at: Breaker): AsyncGenerator<T> {
  for await (const item of items) {
    at('read');
    yield item;
  }
}

function brokenSink(
  sink: Sink,
  {
    at,
    upserts,
    forgetful,
  }: { readonly at: Breaker; readonly upserts: boolean[]; readonly forgetful: boolean },
): Sink {
  return {
    ...sink,
    open: async (request) => {
      const writer = await sink.open(request);
      const broken: SinkWriter = {
        committed: forgetful ? undefined : writer.committed,
        keepsPosition: !forgetful,
        applySchemaChange: async (event, schema) => {
          at('change');
          return writer.applySchemaChange(event, schema);
        },
        write: async (events, context) => {
          at('write');
          upserts.push(context.upsertInserts);
          await writer.write(events, context);
        },
        commit: async (position) => {
          at('commit');
          await writer.commit(position);
          at('committed');
        },
        close: async () => writer.close(),
      };
      return broken;
    },
  };
}

/** Resolves when an event of the run passes the test; rejects when the run ends before. */
export async function until(handle: RunHandle, trial: Trial, holds: () => boolean): Promise<void> {
  let over = false;
  void handle.done.then(() => {
    over = true;
  });
  const deadline = Date.now() + 15_000;
  while (!holds()) {
    if (over || Date.now() > deadline) {
      throw new Error(
        `it did not come to that: ${JSON.stringify(trial.events.filter(({ type }) => type === 'state'))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
