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
  | {
      readonly kind: 'convert';
      readonly source: number;
      readonly convert: CellConverter;
      /** For cells that the converter leaves. */
      readonly decoded: Extract<Step, { kind: 'value' }>;
    }
  | {
      readonly kind: 'value';
      readonly column: string;
      readonly encode: CellEncoder;
      readonly get: (row: Row, at: number) => Value;
    };

export interface SnapshotEncoder {
  /** Appends row number `at` of the batch. */
  encode(out: CopyWriter, at: number): void;
}

export function createSnapshotEncoder(request: SnapshotWrite, plan: WritePlan): SnapshotEncoder {
  const encoded = request.batch.encoded;
  const usable = encoded?.format === 'postgres-binary' ? encoded : undefined;
  const texts = encoded?.format === 'mysql-text' ? encoded : undefined;
  const steps = planSteps(request, plan, { binary: usable, texts });
  const width = request.target.outputs.length;
  const { rows } = request;
  const blank: Row = [];
  return {
    encode(out, at) {
      out.beginRow(width);
      for (const step of steps) {
        if (step.kind === 'run') copyRun(out, usable, { at, first: step.first, last: step.last });
        else if (step.kind === 'null') writeNull(out);
        else if (step.kind === 'convert') convertCell(out, texts, step, { at, plan });
        else encodeValue(out, step, { row: rows[at] ?? blank, at, plan });
      }
    },
  };
}

function convertCell(
  out: CopyWriter,
  texts: EncodedRows | undefined,
  step: Extract<Step, { kind: 'convert' }>,
  { at, plan }: { readonly at: number; readonly plan: WritePlan },
): void {
  if (texts === undefined) return;
  const cell = (at * texts.columns + step.source) * 2;
  const length = texts.offsets[cell + 1] ?? -1;
  if (length < 0) writeNull(out);
  else if (!step.convert(out, texts.bytes, texts.offsets[cell] ?? 0, length)) {
    encodeValue(out, step.decoded, { row: [], at, plan });
  }
}

function encodeValue(
  out: CopyWriter,
  step: Extract<Step, { kind: 'value' }>,
  { row, at, plan }: { readonly row: Row; readonly at: number; readonly plan: WritePlan },
): void {
  const value = step.get(row, at);
  if (value === null) {
    writeNull(out);
    return;
  }
  try {
    step.encode(out, value);
  } catch (error) {
    throw nameColumn(error, formatTableId(plan.id), step.column);
  }
}

/** The length in front of the first cell up to the end of the last one. */
function copyRun(
  out: CopyWriter,
  encoded: EncodedRows | undefined,
  { at, first, last }: { readonly at: number; readonly first: number; readonly last: number },
): void {
  if (encoded === undefined) return;
  const { bytes, offsets, columns } = encoded;
  const begin = (at * columns + first) * 2;
  const end = (at * columns + last) * 2;
  const length = offsets[end + 1] ?? -1;
  out.copy(bytes, (offsets[begin] ?? 0) - 4, (offsets[end] ?? 0) + (length > 0 ? length : 0));
}

function planSteps(
  request: SnapshotWrite,
  plan: WritePlan,
  {
    binary: encoded,
    texts,
  }: { readonly binary: EncodedRows | undefined; readonly texts: EncodedRows | undefined },
): readonly Step[] {
  const steps: Step[] = [];
  let decoded: readonly Row[] | undefined;
  const toDecode = request.target.outputs.flatMap((output, at) =>
    output.kind === 'forward' && !copyable(encoded, plan, { at, column: output.column })
      ? [output.column]
      : [],
  );
  const decodedRows = (): readonly Row[] => (decoded ??= request.batch.rows([...new Set(toDecode)]));
  request.target.outputs.forEach((output, at) => {
    const column = plan.schema.columns[at]?.name ?? '';
    const encode = plan.types[at]?.encode;
    if (encode === undefined) throw new Error(`internal: no column ${at} in ${formatTableId(plan.id)}`);
    if (output.kind === 'null') steps.push({ kind: 'null' });
    else if (output.kind === 'compute')
      steps.push({ kind: 'value', column, encode, get: (row) => output.evaluate(row) });
    else if (copyable(encoded, plan, { at, column: output.column })) addRun(steps, output.column);
    else {
      const decodedStep: Extract<Step, { kind: 'value' }> = {
        kind: 'value',
        column,
        encode,
        get: (_, row) => decodedRows()[row]?.[output.column] ?? null,
      };
      const convert = converterOf(texts, plan, { at, column: output.column });
      steps.push(
        convert === undefined
          ? decodedStep
          : { kind: 'convert', source: output.column, convert, decoded: decodedStep },
      );
    }
  });
  return steps;
}

function copyable(
  encoded: EncodedRows | undefined,
  plan: WritePlan,
  { at, column }: { readonly at: number; readonly column: number },
): boolean {
  const wireType = encoded?.columnTypes[column];
  return wireType !== undefined && plan.direct && plan.accepts(at, wireType);
}

function converterOf(
  texts: EncodedRows | undefined,
  plan: WritePlan,
  { at, column }: { readonly at: number; readonly column: number },
): CellConverter | undefined {
  const kind = texts?.columnTypes[column];
  if (kind === undefined || !plan.direct) return undefined;
  return textConverter(kind, plan.types[at]?.oid ?? 0);
}

function addRun(steps: Step[], column: number): void {
  const last = steps.at(-1);
  if (last?.kind === 'run' && last.last === column - 1) steps[steps.length - 1] = { ...last, last: column };
  else steps.push({ kind: 'run', first: column, last: column });
}
