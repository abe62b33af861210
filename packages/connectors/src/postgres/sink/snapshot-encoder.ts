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

type Step =
  | { readonly kind: 'run'; readonly first: number; readonly last: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'compute'; readonly evaluate: (row: Row) => Value; readonly cell: Cell }
  | { readonly kind: 'decode'; readonly source: number; readonly cell: Cell }
  /** `cell`: for what the converter leaves. */
  | {
      readonly kind: 'convert';
      readonly source: number;
      readonly convert: CellConverter;
      readonly cell: Cell;
    };

interface Cell {
  readonly column: string;
  readonly encode: CellEncoder;
}

const NO_ROW: Row = [];

/** For all batches of one target that have their cells in one form, so that what is worked out for it, and compiled, is kept. */
export class SnapshotEncoder {
  readonly #plan: WritePlan;
  readonly #form: Form;
  readonly #steps: readonly Step[];
  /** Source columns of `decode` and `convert`. */
  readonly #toDecode: readonly number[];
  #request: SnapshotWrite;
  #decoded: readonly Row[] | undefined;

  constructor(request: SnapshotWrite, plan: WritePlan) {
    this.#plan = plan;
    this.#form = formOf(request);
    this.#steps = planSteps(request, plan, this.#form);
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
    let at = from;
    for (; at < selection.length && out.at < bytes; at += 1) this.#row(out, selection[at] ?? 0);
    return at;
  }

  #row(out: CopyWriter, at: number): void {
    const { rows } = this.#request;
    out.beginRow(this.#form.width);
    for (const step of this.#steps) {
      switch (step.kind) {
        case 'run':
          copyRun(out, this.#cells, { at, first: step.first, last: step.last });
          break;
        case 'null':
          writeNull(out);
          break;
        case 'compute':
          this.#value(out, step.cell, step.evaluate(rows[at] ?? NO_ROW));
          break;
        case 'decode':
          this.#value(out, step.cell, this.#decode(at, step.source));
          break;
        default:
          this.#convert(out, this.#cells, { at, step });
      }
    }
  }

  /** Steps that copy and convert are planned for batches that have them only. */
  get #cells(): EncodedRows {
    const { encoded } = this.#request.batch;
    if (encoded === undefined) throw new Error('internal: a batch without its cells');
    return encoded;
  }

  #convert(
    out: CopyWriter,
    { bytes, offsets, columns }: EncodedRows,
    { at, step }: { readonly at: number; readonly step: Extract<Step, { kind: 'convert' }> },
  ): void {
    const place = (at * columns + step.source) * 2;
    const length = offsets[place + 1] ?? -1;
    if (length < 0) writeNull(out);
    else if (!step.convert(out, bytes, offsets[place] ?? 0, length))
      this.#value(out, step.cell, this.#decode(at, step.source));
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
    if (output.kind === 'null') steps.push({ kind: 'null' });
    else if (output.kind === 'compute')
      steps.push({ kind: 'compute', evaluate: (row) => output.evaluate(row), cell });
    else if (copyable(form, plan, { at, column: output.column })) addRun(steps, output.column);
    else {
      const convert = converterOf(form, plan, { at, column: output.column });
      steps.push(
        convert === undefined
          ? { kind: 'decode', source: output.column, cell }
          : { kind: 'convert', source: output.column, convert, cell },
      );
    }
  });
  return steps;
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

function addRun(steps: Step[], column: number): void {
  const last = steps.at(-1);
  if (last?.kind === 'run' && last.last === column - 1) steps[steps.length - 1] = { ...last, last: column };
  else steps.push({ kind: 'run', first: column, last: column });
}
