// Rows towards one table by COPY: straight into it while they cannot meet others of the same key, else through the stage. Whether they
// can is tried rather than asked: on a duplicate key everything since the savepoint is rolled back and goes through the stage.
import type { CopyWriter } from '../codec/copy-writer.ts';
import { createCopyWriter, writeHeader, writeTrailer } from '../codec/copy-writer.ts';
import { quoteIdent } from '../sql-text.ts';
import { sqlStateOf } from '../wire/server-error.ts';
import type { CopyIn, WireConnection } from '../wire/wire-connection.ts';
import { inOrder, type Sent } from './in-order.ts';
import { allPositions } from './row-encoder.ts';
import type { Stage } from './stage.ts';
import type { WritePlan } from './target-table.ts';

export interface BulkCopy {
  /** Where rows are encoded to. Call `flush` from time to time, between rows. */
  readonly out: CopyWriter;
  /** Sends what has gathered, if it is worth it; a promise only where the socket is full. */
  flush(): Promise<void> | undefined;
  /** Ends the COPY; the rows are in the table when it resolves. */
  finish(): Promise<void>;
  /** Rows of the table are known to be able to repeat: no use in trying it straight. */
  readonly viaStage: boolean;
}

export interface BulkCopyOptions {
  readonly wire: WireConnection;
  /** Of `createFrames`; one for all copies of a connection, since they come one behind the other. */
  readonly frames: CopyWriter;
  readonly plan: WritePlan;
  /** Rows may be in the table already, or come twice. */
  readonly mayRepeat: boolean;
  readonly stage: () => Promise<Stage>;
}

/** Of this size a frame is worth sending. */
export const FRAME_BYTES = 128 * 1024;
/** What is kept for a second try; then the COPY is ended and a new one begun. */
const MAX_KEPT = 16 << 20;

const SAVEPOINT = 'tailrace_copy';

export function createFrames(): CopyWriter {
  return createCopyWriter(FRAME_BYTES + 64 * 1024);
}

function directCopy({ target, schema }: WritePlan): string {
  const names = schema.columns.map((column) => quoteIdent(column.name)).join(', ');
  return `SAVEPOINT ${SAVEPOINT}; COPY ${target} (${names}) FROM STDIN (FORMAT binary)`;
}

/** The frames of a whole COPY, header and trailer included. */
export function encodeFrames<T>(
  out: CopyWriter,
  rows: readonly T[],
  encode: (out: CopyWriter, row: T) => void,
): readonly Buffer[] {
  const frames: Buffer[] = [];
  const give = (): void => {
    const frame = out.take();
    if (frame !== undefined) frames.push(frame);
  };
  if (rows.length === 0) return frames;
  writeHeader(out);
  for (const row of rows) {
    encode(out, row);
    if (out.at >= FRAME_BYTES) give();
  }
  writeTrailer(out);
  give();
  return frames;
}

/** A COPY of frames of `encodeFrames`. They are in memory already, so that nothing is gained by waiting for the socket. */
export async function pour(wire: WireConnection, sql: string, frames: readonly Buffer[]): Promise<void> {
  const copy = wire.copyIn(sql);
  // What goes wrong with one of them is told by the end.
  for (const frame of frames) void copy.write(frame)?.catch(() => undefined);
  await copy.done();
}

/**
 * Sends rows of `encodeFrames`, no two of which have one key. Resolves when the next statement may be sent; what is still to be answered
 * then is in `sent`.
 */
export async function copyFrames(
  options: BulkCopyOptions,
  frames: readonly Buffer[],
  sent: Sent,
): Promise<void> {
  const { wire, plan, mayRepeat, frames: out } = options;
  const viaStage = async (): Promise<void> => {
    const stage = await options.stage();
    const steps = [pour(wire, stage.copy(allPositions(plan)), frames), stage.upsert(false)];
    // Rows that exchange unique values may need a second try, which nothing may come in front of.
    if (plan.mayMakeAnew) await inOrder(steps);
    else for (const step of steps) sent.add(step);
  };
  if (mayRepeat || !plan.direct) await viaStage();
  else {
    try {
      await inOrder([pour(wire, directCopy(plan), frames), wire.query(`RELEASE SAVEPOINT ${SAVEPOINT}`)]);
    } catch (error) {
      if (plan.keys.length === 0 || sqlStateOf(error) !== '23505') throw error;
      await wire.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
      await viaStage();
    }
  }
  sent.afterwards(() => {
    for (const frame of frames) out.reuse(frame);
  });
}

export async function startBulkCopy(options: BulkCopyOptions): Promise<BulkCopy> {
  const { wire, plan, frames: out } = options;
  const positions = allPositions(plan);
  const direct = directCopy(plan);
  let viaStage = options.mayRepeat || !plan.direct;
  let stage: Stage | undefined;
  let copy: CopyIn | undefined;
  let kept: Buffer[] = [];
  let keptBytes = 0;

  async function begin(): Promise<void> {
    stage = viaStage ? await options.stage() : undefined;
    copy = wire.copyIn(stage === undefined ? direct : stage.copy(positions));
    writeHeader(out);
  }

  function send(): Promise<void> | undefined {
    const frame = out.take();
    if (frame === undefined) return undefined;
    if (viaStage || plan.keys.length === 0) return copy?.write(frame, () => out.reuse(frame));
    kept.push(frame);
    keptBytes += frame.length;
    return copy?.write(frame);
  }

  async function retryViaStage(): Promise<void> {
    await wire.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
    viaStage = true;
    stage = await options.stage();
    copy = wire.copyIn(stage.copy(positions));
    for (const frame of kept) await copy.write(frame);
    await inOrder([copy.done(), stage.upsert(true)]);
  }

  /** All of it is sent before the first of it is waited for. */
  async function end(): Promise<void> {
    writeTrailer(out);
    const ending = [send(), copy?.done()].filter((each) => each !== undefined);
    copy = undefined;
    if (stage !== undefined) {
      await inOrder([...ending, stage.upsert(true)]);
      return;
    }
    try {
      await inOrder(ending);
      await wire.query(`RELEASE SAVEPOINT ${SAVEPOINT}`);
    } catch (error) {
      if (plan.keys.length === 0 || sqlStateOf(error) !== '23505') throw error;
      await retryViaStage();
    }
    for (const frame of kept) out.reuse(frame);
    kept = [];
    keptBytes = 0;
  }

  async function renew(): Promise<void> {
    await end();
    await begin();
  }

  await begin();
  return {
    out,
    get viaStage() {
      return viaStage;
    },
    flush() {
      if (out.at < FRAME_BYTES) return undefined;
      if (keptBytes >= MAX_KEPT) return renew();
      return send()?.catch((error: unknown) => {
        // A duplicate key may be told before the end; `finish` deals with it. Until then rows only gather.
        if (sqlStateOf(error) !== '23505' || plan.keys.length === 0) throw error;
      });
    },
    finish: end,
  };
}
