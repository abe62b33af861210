// What compaction left over, into a table with a key: deletes by the array of their keys, then single columns, then whole rows.
import { quoteIdent } from '../sql-text.ts';
import type { DataChangeEvent } from '@tailrace/core/event';
import { UNSENT, type Row } from '@tailrace/core/value';
import type { CopyWriter } from '../codec/copy-writer.ts';
import type { WireConnection } from '../wire/wire-connection.ts';
import { copyFrames, encodeFrames, pour } from './bulk-copy.ts';
import { together } from './in-order.ts';
import type { Compaction, Operation } from '../../compaction.ts';
import type { EncodedCompaction, EncodedPending } from './encoded-compaction.ts';
import { arrayLiteral, valueLiteral, valueText } from './literals.ts';
import { allPositions, encodeRow } from './row-encoder.ts';
import type { Stage } from './stage.ts';
import type { WritePlan } from './target-table.ts';

export interface KeyedWriterContext {
  readonly wire: WireConnection;
  readonly frames: CopyWriter;
  readonly plan: WritePlan;
  readonly stage: () => Promise<Stage>;
}

/** In the form in which it is sent, so that this is made while the connection is busy with what came before. */
export interface KeyedWrite {
  readonly deletes: string | undefined;
  readonly partial: readonly Row[];
  readonly upserts: readonly Buffer[];
  readonly inserts: readonly Buffer[];
}

type Encoding = Pick<KeyedWriterContext, 'plan' | 'frames'>;

/** Empties the compaction. */
export function encodeRows({ plan, frames }: Encoding, compaction: Compaction): KeyedWrite {
  const rows: Record<Operation, Row[]> = { insert: [], upsert: [], partial: [], delete: [] };
  for (const { operation, row } of compaction.pending()) rows[operation].push(row);
  compaction.clear();
  const positions = allPositions(plan);
  const encode = (out: CopyWriter, row: Row): void => encodeRow(out, row, plan, positions);
  return {
    deletes: deleteStatement(plan, rows.delete),
    partial: rows.partial,
    upserts: encodeFrames(frames, rows.upsert, encode),
    inserts: encodeFrames(frames, rows.insert, encode),
  };
}

/** As `encodeRows`, of changes that are still bytes. */
export function encodeChanges({ plan, frames }: Encoding, compaction: EncodedCompaction): KeyedWrite {
  const rows: Record<EncodedPending['operation'], EncodedPending[]> = { insert: [], upsert: [], delete: [] };
  for (const pending of compaction.pending()) rows[pending.operation].push(pending);
  compaction.clear();
  const encode = (out: CopyWriter, change: EncodedPending): void => change.way.encode(out, change);
  const old = rows.delete.map((change) => change.way.oldRow(change));
  return {
    deletes: deleteStatement(plan, old),
    partial: [],
    upserts: encodeFrames(frames, rows.upsert, encode),
    inserts: encodeFrames(frames, rows.insert, encode),
  };
}

export async function writeKeyed(context: KeyedWriterContext, write: KeyedWrite): Promise<void> {
  const { deletes, partial, upserts, inserts } = write;
  await together(async (sent) => {
    if (deletes !== undefined) sent.add(context.wire.query(deletes));
    if (partial.length > 0) await updateColumns(context, partial);
    // Before new rows, which may take a unique value that these give up.
    if (upserts.length > 0) await copyFrames({ ...context, mayRepeat: true }, upserts, sent);
    if (inserts.length > 0) await copyFrames({ ...context, mayRepeat: false }, inserts, sent);
  });
}

/** `= ANY` for one column, which always goes by the index; a join with the unnested arrays for several. */
function deleteStatement(plan: WritePlan, rows: readonly Row[]): string | undefined {
  if (rows.length === 0) return undefined;
  const arrays = plan.keys.map((at) => {
    const type = plan.schema.columns[at]?.type;
    const texts = rows.map((row) => (type === undefined ? undefined : valueText(row[at] ?? null, type)));
    return {
      name: quoteIdent(plan.schema.columns[at]?.name ?? ''),
      literal: arrayLiteral(texts, plan.targetTypes[at] ?? ''),
    };
  });
  const [first] = arrays;
  if (arrays.length === 1 && first !== undefined)
    return `DELETE FROM ${plan.target} WHERE ${first.name} = ANY(${first.literal})`;
  const names = arrays.map((_, at) => `k${at}`).join(', ');
  const match = arrays.map(({ name }, at) => `t.${name} = d.k${at}`).join(' AND ');
  return `DELETE FROM ${plan.target} t USING unnest(${arrays.map(({ literal }) => literal).join(', ')}) AS d(${names}) WHERE ${match}`;
}

/** Rows of which some columns were not sent, by which columns these are. A row that is not there stays away: its delete is on its way. */
async function updateColumns(context: KeyedWriterContext, rows: readonly Row[]): Promise<void> {
  const { wire, frames, plan, stage } = context;
  const byMask = new Map<string, { readonly positions: readonly number[]; readonly rows: Row[] }>();
  for (const row of rows) {
    const positions = row.flatMap((value, at) => (value === UNSENT ? [] : [at]));
    const mask = positions.join(',');
    const group = byMask.get(mask);
    if (group === undefined) byMask.set(mask, { positions, rows: [row] });
    else group.rows.push(row);
  }
  const into = await stage();
  for (const group of byMask.values()) {
    const { positions } = group;
    const encoded = encodeFrames(frames, group.rows, (out, row) => encodeRow(out, row, plan, positions));
    await pour(wire, into.copy(positions), encoded);
    for (const frame of encoded) frames.reuse(frame);
    await into.update(positions);
  }
}

/** An update that gives a row another key while a column of it was not sent: in place, since the row is not known as a whole. */
export async function moveRow({ wire, plan }: KeyedWriterContext, event: DataChangeEvent): Promise<void> {
  if (event.type !== 'update') throw new Error(`internal: a ${event.type} has no old key`);
  const literal = (row: Row, at: number): string => {
    const column = plan.schema.columns[at];
    return column === undefined
      ? 'NULL'
      : valueLiteral(row[at] ?? null, column.type, plan.targetTypes[at] ?? '');
  };
  const name = (at: number): string => quoteIdent(plan.schema.columns[at]?.name ?? '');
  const sent = event.after.flatMap((value, at) => (value === UNSENT ? [] : [at]));
  const old = plan.keys.map((at) => `${name(at)} = ${literal(event.before, at)}`).join(' AND ');
  const now = plan.keys.map((at) => `${name(at)} = ${literal(event.after, at)}`).join(' AND ');
  // A replay finds the row under its new key already; then the old one, if it came back, goes.
  await wire.query(
    `DELETE FROM ${plan.target} WHERE ${old} AND EXISTS (SELECT FROM ${plan.target} WHERE ${now});
     UPDATE ${plan.target} SET ${sent.map((at) => `${name(at)} = ${literal(event.after, at)}`).join(', ')} WHERE ${old}`,
  );
}
