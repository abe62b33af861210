// Changes as rows of MySQL's binary log: cells are turned into the sink's form where it is simple, and decoded where it is not.
import type { BulkTarget } from '@tailrace/core/chain';
import type { EncodedTable } from '@tailrace/engine/api';
import type { CopyWriter } from '../codec/copy-writer.ts';
import { keyOf } from '../../compaction.ts';
import { keyColumns, StepsWay, type ChangeRef, type EncodedWay } from './encoded-way.ts';
import { integerReader, logConverter } from './mysql-log.ts';
import type { WritePlan } from './target-table.ts';

export class MysqlLogWay extends StepsWay implements EncodedWay {
  readonly keyOf: EncodedWay['keyOf'];

  constructor(table: EncodedTable, target: BulkTarget, plan: WritePlan) {
    super(table, target, {
      plan,
      straight: (column, at) => {
        const convert = logConverter(table.columnTypes[column] ?? '', plan.types[at]?.oid ?? 0);
        return convert === undefined ? undefined : { kind: 'convert', convert };
      },
    });
    this.keyOf = table.isWhole ? keyReader(table, plan, keyColumns(plan, this.steps)) : undefined;
  }

  lacks(): boolean {
    return false;
  }

  encode(out: CopyWriter, change: ChangeRef): void {
    this.encodeSteps(out, change);
  }
}

/** The same keys as those of events, so that tables whose cells differ in form may meet in one. */
function keyReader(
  table: EncodedTable,
  plan: WritePlan,
  columns: readonly number[] | undefined,
): EncodedWay['keyOf'] {
  if (columns === undefined) return undefined;
  const cells = new Int32Array(table.columnTypes.length * 2);
  const places = columns.map((_, at) => at);
  const byValue = (bytes: Buffer): unknown =>
    keyOf(
      columns.map((column) => {
        const length = cells[2 * column + 1] ?? -1;
        return length < 0 ? null : table.decode(column, bytes, cells[2 * column] ?? 0, length);
      }),
      places,
    );
  const [first = 0] = columns;
  const type = plan.schema.columns[plan.keys[0] ?? 0]?.type.kind;
  const read =
    columns.length === 1 && type !== 'DECIMAL' ? integerReader(table.columnTypes[first] ?? '') : undefined;
  return (bytes, row) => {
    table.locate(bytes, row, cells);
    return read === undefined || (cells[2 * first + 1] ?? -1) < 0
      ? byValue(bytes)
      : read(bytes, cells[2 * first] ?? 0);
  };
}
