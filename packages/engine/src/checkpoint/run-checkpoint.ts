// The durable record of a run: everything needed to go on. For sinks that keep positions it is committed in the transaction of
// the rows; the copy on disk serves the others.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { JsonValue } from '@tailrace/core/value';
import type { Offset, SourceCheckpoint } from '../api/index.ts';

export interface RunCheckpoint {
  /** Grows by one with every checkpoint of the run, over restarts too. */
  readonly generation: number;
  /** What of the document decides how rows become rows; a checkpoint of another document is refused. */
  readonly fingerprint: string;
  readonly source: SourceCheckpoint;
  /** Captured tables in their text form. */
  readonly tables: readonly string[];
  /** `saveState` of the operator chain. */
  readonly chain: JsonValue;
  /** Up to here the sink may have rows already: inserts are written as upserts. */
  readonly upsertUntil?: Offset;
  /** A sink table was there before the run began, so this holds for good. */
  readonly upsertAlways?: boolean;
}

const FORMAT = 1;

export function checkpointToJson(checkpoint: RunCheckpoint): JsonValue {
  const { offset, snapshot } = checkpoint.source;
  return {
    format: FORMAT,
    generation: checkpoint.generation,
    fingerprint: checkpoint.fingerprint,
    offset,
    ...(checkpoint.source.identity === undefined ? {} : { identity: checkpoint.source.identity }),
    ...(snapshot === undefined
      ? {}
      : { finishedSplits: snapshot.finishedSplits, finishedTables: snapshot.finishedTables }),
    tables: checkpoint.tables,
    chain: checkpoint.chain,
    ...(checkpoint.upsertUntil === undefined ? {} : { upsertUntil: checkpoint.upsertUntil }),
    ...(checkpoint.upsertAlways === true ? { upsertAlways: true } : {}),
  };
}

/** Reads a record back; throws `checkpoint-unreadable` when it is not one, rather than go on from a guess. */
export function checkpointFromJson(json: unknown, where: string): RunCheckpoint {
  if (!isObject(json)) throw unreadable(where, 'it is not an object');
  if (json['format'] !== FORMAT) {
    throw unreadable(where, `its format is ${JSON.stringify(json['format'])}, this version reads ${FORMAT}`);
  }
  const { generation, fingerprint, offset, tables, chain, finishedSplits, finishedTables, upsertUntil } =
    json;
  if (typeof generation !== 'number' || typeof fingerprint !== 'string' || typeof offset !== 'string') {
    throw unreadable(where, 'generation, fingerprint or offset is missing');
  }
  if (!isStrings(tables) || chain === undefined) throw unreadable(where, 'tables or chain is missing');
  if ((finishedSplits === undefined) !== (finishedTables === undefined)) {
    throw unreadable(where, 'only half of the snapshot is there');
  }
  const snapshot =
    isStrings(finishedSplits) && isStrings(finishedTables) ? { finishedSplits, finishedTables } : undefined;
  return {
    generation,
    fingerprint,
    source: {
      offset: toOffset(offset),
      ...(json['identity'] === undefined ? {} : { identity: toJson(json['identity']) }),
      ...(snapshot === undefined ? {} : { snapshot }),
    },
    tables,
    chain: toJson(chain),
    ...(typeof upsertUntil === 'string' ? { upsertUntil: toOffset(upsertUntil) } : {}),
    ...(json['upsertAlways'] === true ? { upsertAlways: true } : {}),
  };
}

export function unreadable(where: string, why: string): TailraceError {
  return new TailraceError(
    'checkpoint-unreadable',
    `The checkpoint ${where} cannot be read: ${why}. The run does not go on from a guess. Put an intact copy back, or start the pipeline anew from a snapshot.`,
    { data: { where, why } },
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

// Offsets are opaque to the engine; the connector that wrote the text checks it when it is opened with it.
const toOffset = (text: string): Offset => text as Offset;

// What came out of JSON.parse or a json column is JSON.
const toJson = (value: unknown): JsonValue => value as JsonValue;
