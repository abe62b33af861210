// How the changes of one source table, still bytes, become rows of one sink table: which cells are copied as they are, which are turned
// into the sink's form, which are decoded, which are computed.
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
import { nameColumn } from '../../value-error.ts';
import type { CellConverter } from './cell-bytes.ts';
import type { WritePlan } from './target-table.ts';

/** A change of a batch. */
export interface ChangeRef {
  write: ChangesWrite;
  at: number;
  /** One of CHANGE, behind the filter. */
  kind: number;
}

export interface EncodedWay {
  /** What tells the rows of the sink table apart, of the row that begins there; undefined where bytes cannot tell it. */
  readonly keyOf: ((bytes: Buffer, row: number) => unknown) | undefined;
  /** True where the new row of a change lacks a value that did not change, so that it is not known as a whole. */
  lacks(change: Readonly<ChangeRef>): boolean;
  /** Appends the new row of a change. */
  encode(out: CopyWriter, change: ChangeRef): void;
  /** The old row of a change, with its key at least. */
  oldRow(change: ChangeRef): Row;
  /** The change as an event of the sink table. */
  event(change: ChangeRef): DataChangeEvent;
}

/** The buffer that a change lies in. */
export function bytesOf({ chunks, index }: EncodedChanges, at: number): Buffer {
  const chunk = chunks[index[at * INDEX_WIDTH + 4] ?? 0];
  if (chunk === undefined) throw new Error(`internal: no bytes of change ${at}`);
  return chunk;
}

interface Encoding {
  readonly encode: CellEncoder;
  /** Of the column in the sink. */
  readonly name: string;
}

export type Step =
  | { readonly kind: 'copy'; readonly column: number }
  | ({ readonly kind: 'convert'; readonly column: number; readonly convert: CellConverter } & Encoding)
  | ({ readonly kind: 'decode'; readonly column: number } & Encoding)
  | ({
      readonly kind: 'compute';
      readonly evaluate: (row: Row, op: '+I' | '+U') => Value;
    } & Encoding)
  | { readonly kind: 'null' };

/** How a column of the source goes into one of the sink without a value in between; undefined: it cannot. */
export type StraightStep = (
  column: number,
  at: number,
) => { readonly kind: 'copy' } | { readonly kind: 'convert'; readonly convert: CellConverter } | undefined;

/** What the ways of all formats have in common. */
export abstract class StepsWay {
  readonly table: EncodedTable;
  readonly plan: WritePlan;
  readonly steps: readonly Step[];
  readonly #target: BulkTarget;
  /** Begin and length of each cell of the row at hand; -1 NULL. */
  readonly #cells: Int32Array;

  constructor(
    table: EncodedTable,
    target: BulkTarget,
    { plan, straight }: { readonly plan: WritePlan; readonly straight: StraightStep },
  ) {
    this.table = table;
    this.plan = plan;
    this.#target = target;
    this.steps = target.outputs.map((_, at) => stepOf(target, plan, { at, straight }));
    this.#cells = new Int32Array(table.columnTypes.length * 2);
  }

  encodeSteps(out: CopyWriter, change: ChangeRef): void {
    const { write, at } = change;
    const bytes = bytesOf(write.changes, at);
    this.#locate(change, bytes);
    const cells = this.#cells;
    let row: Row | undefined;
    out.beginRow(this.steps.length);
    for (const step of this.steps) {
      if (step.kind === 'null') writeNull(out);
      else if (step.kind === 'compute') {
        row ??= write.changes.row(at, 'after', write.usedColumns[write.changes.index[at * INDEX_WIDTH] ?? 0]);
        this.#put(out, step, step.evaluate(row, change.kind === CHANGE.insert ? '+I' : '+U'));
      } else {
        const begin = cells[step.column * 2] ?? 0;
        const length = cells[step.column * 2 + 1] ?? -1;
        if (length < 0) writeNull(out);
        else if (step.kind === 'copy') out.copy(bytes, begin - 4, begin + length);
        else if (step.kind === 'decode' || !step.convert(out, bytes, begin, length))
          this.#put(out, step, this.table.decode(step.column, bytes, begin, length));
      }
    }
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

  #put(out: CopyWriter, { encode, name }: Encoding, value: Value): void {
    if (value === null) {
      writeNull(out);
      return;
    }
    try {
      encode(out, value);
    } catch (error) {
      throw nameColumn(error, formatTableId(this.plan.id), name);
    }
  }

  /** Cells of the new row; those that did not change, of the old one. */
  #locate({ write, at }: ChangeRef, bytes: Buffer): void {
    const { index } = write.changes;
    const cells = this.#cells;
    const unchanged = this.table.locate(bytes, index[at * INDEX_WIDTH + 3] ?? 0, cells);
    if (!unchanged) return;
    const old = new Int32Array(cells.length);
    this.table.locate(bytes, index[at * INDEX_WIDTH + 2] ?? 0, old);
    for (let cell = 0; cell < old.length; cell += 2) {
      if (cells[cell + 1] !== -2) continue;
      cells[cell] = old[cell] ?? 0;
      cells[cell + 1] = old[cell + 1] ?? -1;
    }
  }

  #row({ write, at }: ChangeRef, image: 'before' | 'after', op: '+I' | '-U' | '+U' | '-D'): Row {
    const row = write.changes.row(at, image);
    const keys = new Set(this.plan.keys);
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

function stepOf(
  target: BulkTarget,
  plan: WritePlan,
  { at, straight }: { readonly at: number; readonly straight: StraightStep },
): Step {
  const output = target.outputs[at];
  const name = plan.schema.columns[at]?.name ?? '';
  const encode = plan.types[at]?.encode;
  if (output === undefined || encode === undefined)
    throw new Error(`internal: no column ${at} in ${formatTableId(plan.id)}`);
  if (output.kind === 'null') return output;
  if (output.kind === 'compute') return { kind: 'compute', evaluate: output.evaluate, encode, name };
  const { column } = output;
  const step = plan.direct ? straight(column, at) : undefined;
  if (step?.kind === 'copy') return { kind: 'copy', column };
  return step === undefined
    ? { kind: 'decode', column, encode, name }
    : { kind: 'convert', column, convert: step.convert, encode, name };
}

/** The source columns of the sink's key; undefined where one of them is computed. */
export function keyColumns(plan: WritePlan, steps: readonly Step[]): readonly number[] | undefined {
  const columns = plan.keys.map((at) => {
    const step = steps[at];
    return step === undefined || step.kind === 'compute' || step.kind === 'null' ? -1 : step.column;
  });
  return columns.length === 0 || columns.includes(-1) ? undefined : columns;
}
