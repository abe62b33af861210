// Changes in the form that pgoutput sends: a cell whose type the sink's column has is copied with the length in front of it.
import type { BulkTarget } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import { INDEX_WIDTH, type EncodedTable } from '@tailrace/engine/api';
import { writeNull } from '../codec/binary-encoders.ts';
import type { CopyWriter } from '../codec/copy-writer.ts';
import * as oids from '../codec/oids.ts';
import { bytesOf, keyColumns, StepsWay, type ChangeRef, type EncodedWay } from './encoded-way.ts';
import type { WritePlan } from './target-table.ts';

const NULL = 0x6e;
const UNCHANGED = 0x75;

const word = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 24) |
  ((bytes[at + 1] ?? 0) << 16) |
  ((bytes[at + 2] ?? 0) << 8) |
  (bytes[at + 3] ?? 0);

export class PgoutputWay extends StepsWay implements EncodedWay {
  readonly keyOf: EncodedWay['keyOf'];
  /** All columns as they are, in their order. */
  readonly #identity: boolean;

  constructor(table: EncodedTable, target: BulkTarget, plan: WritePlan) {
    super(table, target, {
      plan,
      straight: (column, at) => {
        const type = table.columnTypes[column] ?? '';
        return type !== '' && plan.accepts(at, type) ? { kind: 'copy' } : undefined;
      },
    });
    this.#identity =
      this.steps.length === table.columnTypes.length &&
      this.steps.every((step, at) => step.kind === 'copy' && step.column === at);
    this.keyOf = keyReader(table, keyColumns(plan, this.steps));
  }

  lacks({ write, at }: ChangeRef): boolean {
    const { index } = write.changes;
    const bytes = bytesOf(write.changes, at);
    if (this.table.wholeOldRows && (index[at * INDEX_WIDTH + 2] ?? -1) >= 0) return false;
    let from = (index[at * INDEX_WIDTH + 3] ?? 0) + 2;
    for (let column = this.table.columnTypes.length; column > 0; column -= 1) {
      const kind = bytes[from];
      if (kind === UNCHANGED) return true;
      from += kind === NULL ? 1 : 5 + word(bytes, from + 1);
    }
    return false;
  }

  encode(out: CopyWriter, change: ChangeRef): void {
    if (!this.#identity || !this.#copyAll(out, change)) this.encodeSteps(out, change);
  }

  /** The quick way of a row that is copied whole; false, with nothing written, where a value has to come from the old row. */
  #copyAll(out: CopyWriter, { write, at }: ChangeRef): boolean {
    const { index } = write.changes;
    const bytes = bytesOf(write.changes, at);
    const start = out.at;
    const width = this.steps.length;
    let from = (index[at * INDEX_WIDTH + 3] ?? 0) + 2;
    out.beginRow(width);
    for (let column = 0; column < width; column += 1) {
      const kind = bytes[from];
      if (kind === NULL) {
        writeNull(out);
        from += 1;
      } else if (kind === UNCHANGED) {
        out.at = start;
        return false;
      } else {
        const end = from + 5 + word(bytes, from + 1);
        out.copy(bytes, from + 1, end);
        from = end;
      }
    }
    return true;
  }
}

function keyReader(table: EncodedTable, columns: readonly number[] | undefined): EncodedWay['keyOf'] {
  if (columns === undefined || columns.some((column) => table.bytewise[column] !== true)) return undefined;
  const [first] = columns;
  if (columns.length > 1 || first === undefined) {
    return (bytes, tuple) => columns.map((column) => cellText(bytes, tuple, column)).join('');
  }
  const type = table.columnTypes[first] ?? '';
  if (type.startsWith(`${oids.INT8}:`)) return (bytes, tuple) => int8Of(bytes, cellAt(bytes, tuple, first));
  if (type.startsWith(`${oids.INT4}:`)) return (bytes, tuple) => word(bytes, cellAt(bytes, tuple, first) + 5);
  return (bytes, tuple) => cellText(bytes, tuple, first);
}

function cellAt(bytes: Buffer, tuple: number, column: number): number {
  let from = tuple + 2;
  for (let at = 0; at < column; at += 1) {
    const kind = bytes[from];
    from += kind === NULL || kind === UNCHANGED ? 1 : 5 + word(bytes, from + 1);
  }
  return from;
}

/** With its length in front, so that no two keys of several columns run together. */
function cellText(bytes: Buffer, tuple: number, column: number): string {
  const at = cellAt(bytes, tuple, column);
  const kind = bytes[at];
  if (kind === NULL || kind === UNCHANGED) {
    throw new TailraceError('key-not-sent', 'A change without a value for its key cannot be written.');
  }
  return bytes.toString('latin1', at + 1, at + 5 + word(bytes, at + 1));
}

function int8Of(bytes: Buffer, at: number): number | bigint {
  const high = word(bytes, at + 5);
  return high >= -0x20_0000 && high < 0x20_0000
    ? high * 4_294_967_296 + (word(bytes, at + 9) >>> 0)
    : bytes.readBigInt64BE(at + 5);
}
