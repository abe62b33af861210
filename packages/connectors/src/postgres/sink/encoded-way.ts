// How the changes of one source table, in the form that pgoutput sends, become rows of one sink table: which cells are copied as they
// are, which are decoded, which are computed, and what tells rows apart.
import type { BulkTarget } from '@tailrace/core/chain';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { DataChangeEvent } from '@tailrace/core/event';
import { formatTableId } from '@tailrace/core/table';
import { UNSENT, type Row, type Value } from '@tailrace/core/value';
import {
  CHANGE,
  INDEX_WIDTH,
  type ChangesWrite,
  type EncodedChanges,
  type EncodedTable,
} from '@tailrace/engine/api';
import { writeNull, type CellEncoder } from '../codec/binary-encoders.ts';
import type { CopyWriter } from '../codec/copy-writer.ts';
import * as oids from '../codec/oids.ts';
import { nameColumn } from '../../value-error.ts';
import type { WritePlan } from './target-table.ts';

/** A change of a batch. */
export interface ChangeRef {
  write: ChangesWrite;
  at: number;
  /** One of CHANGE, behind the filter. */
  kind: number;
}

export interface EncodedWay {
  /** What tells the rows of the sink table apart, of the tuple that begins there; undefined where bytes cannot tell it. */
  readonly keyOf: ((bytes: Buffer, tuple: number) => unknown) | undefined;
  /** True where the new row of a change lacks a value that did not change, so that it is not known as a whole. */
  lacks(change: Readonly<ChangeRef>): boolean;
  /** Appends the new row of a change. */
  encode(out: CopyWriter, change: ChangeRef): void;
  /** The old row of a change, with its key at least. */
  oldRow(change: ChangeRef): Row;
  /** The change as an event of the sink table. */
  event(change: ChangeRef): DataChangeEvent;
}

const NULL = 0x6e;
const UNCHANGED = 0x75;

/** The buffer that a change lies in. */
export function bytesOf({ chunks, index }: EncodedChanges, at: number): Buffer {
  const chunk = chunks[index[at * INDEX_WIDTH + 4] ?? 0];
  if (chunk === undefined) throw new Error(`internal: no bytes of change ${at}`);
  return chunk;
}

const word = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 24) |
  ((bytes[at + 1] ?? 0) << 16) |
  ((bytes[at + 2] ?? 0) << 8) |
  (bytes[at + 3] ?? 0);

type Step =
  | { readonly kind: 'copy'; readonly column: number }
  | { readonly kind: 'decode'; readonly column: number; readonly encode: CellEncoder; readonly name: string }
  | {
      readonly kind: 'compute';
      readonly evaluate: (row: Row, op: '+I' | '+U') => Value;
      readonly encode: CellEncoder;
      readonly name: string;
    }
  | { readonly kind: 'null' };

export function createEncodedWay(table: EncodedTable, target: BulkTarget, plan: WritePlan): EncodedWay {
  return new Way(table, target, plan);
}

class Way implements EncodedWay {
  readonly keyOf: EncodedWay['keyOf'];
  readonly #table: EncodedTable;
  readonly #target: BulkTarget;
  readonly #plan: WritePlan;
  readonly #steps: readonly Step[];
  /** All columns as they are, in their order. */
  readonly #identity: boolean;
  /** Begin and length of each cell of the tuple at hand; -1 NULL. */
  readonly #cells: Int32Array;

  constructor(table: EncodedTable, target: BulkTarget, plan: WritePlan) {
    this.#table = table;
    this.#target = target;
    this.#plan = plan;
    this.#steps = target.outputs.map((_, at) => stepOf(table, target, plan, at));
    this.#identity =
      this.#steps.length === table.columnTypes.length &&
      this.#steps.every((step, at) => step.kind === 'copy' && step.column === at);
    this.#cells = new Int32Array(table.columnTypes.length * 2);
    this.keyOf = keyReader(table, plan, this.#steps);
  }

  lacks({ write, at }: ChangeRef): boolean {
    const { index } = write.changes;
    const bytes = bytesOf(write.changes, at);
    if (this.#table.wholeOldRows && (index[at * INDEX_WIDTH + 2] ?? -1) >= 0) return false;
    let from = (index[at * INDEX_WIDTH + 3] ?? 0) + 2;
    for (let column = this.#table.columnTypes.length; column > 0; column -= 1) {
      const kind = bytes[from];
      if (kind === UNCHANGED) return true;
      from += kind === NULL ? 1 : 5 + word(bytes, from + 1);
    }
    return false;
  }

  encode(out: CopyWriter, change: ChangeRef): void {
    if (!this.#identity || !this.#copyAll(out, change)) this.#encodeSteps(out, change);
  }

  event(change: ChangeRef): DataChangeEvent {
    const table = this.#target.sinkTable;
    switch (change.kind) {
      case CHANGE.insert:
        return { type: 'insert', table, after: this.#row(change, 'after', '+I') };
      case CHANGE.delete:
        return { type: 'delete', table, before: this.#row(change, 'before', '-D') };
      default:
        return {
          type: 'update',
          table,
          before: this.#row(change, 'before', '-U'),
          after: this.#row(change, 'after', '+U'),
        };
    }
  }

  oldRow(change: ChangeRef): Row {
    return this.#row(change, 'before', '-D');
  }

  /** The quick way of a row that is copied whole; false, with nothing written, where a value has to come from the old row. */
  #copyAll(out: CopyWriter, { write, at }: ChangeRef): boolean {
    const { index } = write.changes;
    const bytes = bytesOf(write.changes, at);
    const start = out.at;
    const width = this.#steps.length;
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

  #encodeSteps(out: CopyWriter, change: ChangeRef): void {
    const { write, at } = change;
    const bytes = bytesOf(write.changes, at);
    this.#locate(change);
    const cells = this.#cells;
    let row: Row | undefined;
    out.beginRow(this.#steps.length);
    for (const step of this.#steps) {
      if (step.kind === 'null') writeNull(out);
      else if (step.kind === 'compute') {
        row ??= write.changes.row(at, 'after', write.usedColumns[write.changes.index[at * INDEX_WIDTH] ?? 0]);
        this.#put(out, step, step.evaluate(row, change.kind === CHANGE.insert ? '+I' : '+U'));
      } else {
        const begin = cells[step.column * 2] ?? 0;
        const length = cells[step.column * 2 + 1] ?? -1;
        if (length < 0) writeNull(out);
        else if (step.kind === 'copy') out.copy(bytes, begin - 4, begin + length);
        else this.#put(out, step, this.#table.decode(step.column, bytes, begin, length));
      }
    }
  }

  #put(out: CopyWriter, { encode, name }: Extract<Step, { kind: 'decode' | 'compute' }>, value: Value): void {
    if (value === null) {
      writeNull(out);
      return;
    }
    try {
      encode(out, value);
    } catch (error) {
      throw nameColumn(error, formatTableId(this.#plan.id), name);
    }
  }

  /** Cells of the new tuple; those that did not change, of the old one. */
  #locate({ write, at }: ChangeRef): void {
    const { index } = write.changes;
    const bytes = bytesOf(write.changes, at);
    const unchanged = fillCells(this.#cells, bytes, index[at * INDEX_WIDTH + 3] ?? 0);
    if (!unchanged) return;
    const old = new Int32Array(this.#cells.length);
    fillCells(old, bytes, index[at * INDEX_WIDTH + 2] ?? 0);
    for (let cell = 0; cell < old.length; cell += 2) {
      if (this.#cells[cell + 1] !== -2) continue;
      this.#cells[cell] = old[cell] ?? 0;
      this.#cells[cell + 1] = old[cell + 1] ?? -1;
    }
  }

  #row({ write, at }: ChangeRef, image: 'before' | 'after', op: '+I' | '-U' | '+U' | '-D'): Row {
    const row = write.changes.row(at, image);
    const keys = new Set(this.#plan.keys);
    return this.#target.outputs.map((output, column): Value => {
      if (output.kind === 'null') return null;
      if (output.kind === 'forward') return row[output.column] ?? null;
      return image === 'after' || keys.has(column)
        ? output.evaluate(row, op)
        : orUnsent(() => output.evaluate(row, op));
    });
  }
}

/** In an old row, what is computed from columns that were not sent is not there either. */
function orUnsent(evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof TailraceError && error.code === 'value-not-sent') return UNSENT;
    throw error;
  }
}

/** True when a value was not sent because it did not change; its length is -2 then. */
function fillCells(cells: Int32Array, bytes: Buffer, tuple: number): boolean {
  let from = tuple + 2;
  let unchanged = false;
  for (let cell = 0; cell < cells.length; cell += 2) {
    const kind = bytes[from];
    const length = kind === NULL ? -1 : kind === UNCHANGED ? -2 : word(bytes, from + 1);
    unchanged ||= length === -2;
    cells[cell] = from + 5;
    cells[cell + 1] = length;
    from += length < 0 ? 1 : 5 + length;
  }
  return unchanged;
}

function stepOf(table: EncodedTable, target: BulkTarget, plan: WritePlan, at: number): Step {
  const output = target.outputs[at];
  const name = plan.schema.columns[at]?.name ?? '';
  const encode = plan.types[at]?.encode;
  if (output === undefined || encode === undefined)
    throw new Error(`internal: no column ${at} in ${formatTableId(plan.id)}`);
  if (output.kind === 'null') return output;
  if (output.kind === 'compute') return { kind: 'compute', evaluate: output.evaluate, encode, name };
  const { column } = output;
  const type = table.columnTypes[column] ?? '';
  return type !== '' && plan.direct && plan.accepts(at, type)
    ? { kind: 'copy', column }
    : { kind: 'decode', column, encode, name };
}

function keyReader(table: EncodedTable, plan: WritePlan, steps: readonly Step[]): EncodedWay['keyOf'] {
  const columns = plan.keys.map((at) => {
    const step = steps[at];
    return step?.kind === 'copy' || step?.kind === 'decode' ? step.column : -1;
  });
  if (columns.length === 0 || columns.some((column) => table.bytewise[column] !== true)) return undefined;
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
