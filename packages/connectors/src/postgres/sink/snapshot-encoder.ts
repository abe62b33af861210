// Rows of a snapshot towards a sink table, column by column: what no expression touches and has the right form is copied as bytes,
// neighbours in one piece; only the rest is decoded or computed, and encoded.
import type { EncodedRows, SnapshotWrite } from '@tailrace/engine/api';
import { formatTableId } from '@tailrace/core/table';
import type { Row, Value } from '@tailrace/core/value';
import { writeNull, type CellEncoder } from '../codec/binary-encoders.ts';
import type { CopyWriter } from '../codec/copy-writer.ts';
import { nameColumn } from '../../value-error.ts';
import type { CellConverter } from './cell-bytes.ts';
import { textConverter } from './mysql-text.ts';
import type { WritePlan } from './target-table.ts';

/** All of one shape, whatever they do: what reads them for each cell of each row stays quick so. */
interface Step {
  /** `convert`: `cell` is for what the converter leaves. */
  readonly kind: 'run' | 'null' | 'compute' | 'decode' | 'convert';
  /** Source column, of `run` the first one. */
  readonly source: number;
  /** Of `run`. */
  readonly last: number;
  readonly convert: CellConverter | undefined;
  readonly evaluate: ((row: Row) => Value) | undefined;
  readonly cell: Cell;
}

interface Cell {
  readonly column: string;
  readonly encode: CellEncoder;
}

const NO_ROW: Row = [];
const NO_CELLS: EncodedRows = {
  format: 'mysql-text',
  bytes: Buffer.alloc(0),
  offsets: new Int32Array(0),
  columns: 0,
  columnTypes: [],
};

/** For all batches of one target that have their cells in one form, so that what is worked out for it, and compiled, is kept. */
export class SnapshotEncoder {
  readonly #plan: WritePlan;
  readonly #form: Form;
  readonly #steps: readonly Step[];
  /** Source columns of `decode` and `convert`. */
  readonly #toDecode: readonly number[];
  readonly #usesCells: boolean;
  #request: SnapshotWrite;
  #decoded: readonly Row[] | undefined;

  constructor(request: SnapshotWrite, plan: WritePlan) {
    this.#plan = plan;
    this.#form = formOf(request);
    this.#steps = planSteps(request, plan, this.#form);
    this.#usesCells = this.#steps.some(({ kind }) => kind === 'run' || kind === 'convert');
    this.#toDecode = [
      ...new Set(
        this.#steps.flatMap((step) =>
          step.kind === 'decode' || step.kind === 'convert' ? [step.source] : [],
        ),
      ),
    ];
    this.#request = request;
  }

  /** Takes up a batch; false where its cells have another form. */
  begin(request: SnapshotWrite): boolean {
    const { format, columnTypes } = formOf(request);
    if (format !== this.#form.format || columnTypes !== this.#form.columnTypes) return false;
    this.#request = request;
    this.#decoded = undefined;
    return true;
  }

  /** Appends selected rows from number `from` of the selection on, until there are `bytes`; gives how far it came. */
  fill(out: CopyWriter, from: number, bytes: number): number {
    const { selection } = this.#request;
    const cells = this.#usesCells ? this.#cells : NO_CELLS;
    let at = from;
    for (; at < selection.length && out.at < bytes; at += 1) this.#row(out, selection[at] ?? 0, cells);
    return at;
  }

  #row(out: CopyWriter, at: number, cells: EncodedRows): void {
    const { bytes, offsets, columns } = cells;
    const steps = this.#steps;
    out.beginRow(this.#form.width);
    for (let number = 0; number < steps.length; number += 1) {
      const step = steps[number];
      if (step?.convert === undefined) {
        this.#other(out, { at, cells, step });
        continue;
      }
      const place = (at * columns + step.source) * 2;
      const length = offsets[place + 1] ?? -1;
      if (length < 0) writeNull(out);
      else if (!step.convert(out, bytes, offsets[place] ?? 0, length))
        this.#value(out, step.cell, this.#decode(at, step.source));
    }
  }

  #other(
    out: CopyWriter,
    {
      at,
      cells,
      step,
    }: { readonly at: number; readonly cells: EncodedRows; readonly step: Step | undefined },
  ): void {
    if (step === undefined || step.kind === 'null') writeNull(out);
    else if (step.kind === 'run') copyRun(out, cells, { at, first: step.source, last: step.last });
    else if (step.evaluate === undefined) this.#value(out, step.cell, this.#decode(at, step.source));
    else this.#value(out, step.cell, step.evaluate(this.#request.rows[at] ?? NO_ROW));
  }

  /** Steps that copy and convert are planned for batches that have them only. */
  get #cells(): EncodedRows {
    const { encoded } = this.#request.batch;
    if (encoded === undefined) throw new Error('internal: a batch without its cells');
    return encoded;
  }

  #decode(at: number, source: number): Value {
    this.#decoded ??= this.#request.batch.rows(this.#toDecode);
    return this.#decoded[at]?.[source] ?? null;
  }

  #value(out: CopyWriter, { column, encode }: Cell, value: Value): void {
    if (value === null) {
      writeNull(out);
      return;
    }
    try {
      encode(out, value);
    } catch (error) {
      throw nameColumn(error, formatTableId(this.#plan.id), column);
    }
  }
}

/** The length in front of the first cell up to the end of the last one. */
function copyRun(
  out: CopyWriter,
  { bytes, offsets, columns }: EncodedRows,
  { at, first, last }: { readonly at: number; readonly first: number; readonly last: number },
): void {
  const begin = (at * columns + first) * 2;
  const end = (at * columns + last) * 2;
  const length = offsets[end + 1] ?? -1;
  out.copy(bytes, (offsets[begin] ?? 0) - 4, (offsets[end] ?? 0) + (length > 0 ? length : 0));
}

interface Form {
  readonly format: EncodedRows['format'] | undefined;
  readonly columnTypes: readonly string[] | undefined;
  readonly width: number;
}

function formOf({ batch, target }: SnapshotWrite): Form {
  const { encoded } = batch;
  return { format: encoded?.format, columnTypes: encoded?.columnTypes, width: target.outputs.length };
}

function planSteps({ target }: SnapshotWrite, plan: WritePlan, form: Form): readonly Step[] {
  const steps: Step[] = [];
  target.outputs.forEach((output, at) => {
    const encode = plan.types[at]?.encode;
    if (encode === undefined) throw new Error(`internal: no column ${at} in ${formatTableId(plan.id)}`);
    const cell = { column: plan.schema.columns[at]?.name ?? '', encode };
    if (output.kind === 'null') steps.push(stepOf('null', cell, {}));
    else if (output.kind === 'compute')
      steps.push(stepOf('compute', cell, { evaluate: (row) => output.evaluate(row) }));
    else if (copyable(form, plan, { at, column: output.column })) addRun(steps, cell, output.column);
    else {
      const convert = converterOf(form, plan, { at, column: output.column });
      const kind = convert === undefined ? 'decode' : 'convert';
      steps.push(stepOf(kind, cell, { source: output.column, convert }));
    }
  });
  return steps;
}

function stepOf(
  kind: Step['kind'],
  cell: Cell,
  {
    source = -1,
    last = -1,
    convert,
    evaluate,
  }: { -readonly [K in Exclude<keyof Step, 'kind' | 'cell'>]?: Step[K] | undefined },
): Step {
  return { kind, source, last, convert, evaluate, cell };
}

function copyable(
  { format, columnTypes }: Form,
  plan: WritePlan,
  { at, column }: { readonly at: number; readonly column: number },
): boolean {
  const wireType = format === 'postgres-binary' ? columnTypes?.[column] : undefined;
  return wireType !== undefined && plan.direct && plan.accepts(at, wireType);
}

function converterOf(
  { format, columnTypes }: Form,
  plan: WritePlan,
  { at, column }: { readonly at: number; readonly column: number },
): CellConverter | undefined {
  const kind = format === 'mysql-text' ? columnTypes?.[column] : undefined;
  if (kind === undefined || !plan.direct) return undefined;
  return textConverter(kind, plan.types[at]?.oid ?? 0);
}

function addRun(steps: Step[], cell: Cell, column: number): void {
  const last = steps.at(-1);
  if (last?.kind === 'run' && last.last === column - 1) steps[steps.length - 1] = { ...last, last: column };
  else steps.push(stepOf('run', cell, { source: column, last: column }));
}
