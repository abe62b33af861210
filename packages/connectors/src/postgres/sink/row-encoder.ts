// A row of values as a row of COPY.
import { formatTableId } from '@tailrace/core/table';
import { UNSENT, type Row } from '@tailrace/core/value';
import { writeNull } from '../codec/binary-encoders.ts';
import type { CopyWriter } from '../codec/copy-writer.ts';
import { nameColumn, ValueError } from '../../value-error.ts';
import type { WritePlan } from './target-table.ts';

/** Appends the columns at `positions`. Throws `value-not-representable`, naming table and column. */
export function encodeRow(out: CopyWriter, row: Row, plan: WritePlan, positions: readonly number[]): void {
  out.beginRow(positions.length);
  for (const at of positions) {
    const value = row[at] ?? null;
    if (value === null) {
      writeNull(out);
      continue;
    }
    try {
      if (value === UNSENT)
        throw new ValueError('the source did not send a value, and the row is needed whole.');
      plan.types[at]?.encode(out, value);
    } catch (error) {
      throw nameColumn(error, formatTableId(plan.id), plan.schema.columns[at]?.name ?? '');
    }
  }
}

export function allPositions(plan: WritePlan): readonly number[] {
  return plan.schema.columns.map((_, at) => at);
}
