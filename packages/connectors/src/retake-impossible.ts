import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId, type TableId } from '@tailrace/core/table';

/** Why a source cannot read one table again in the midst of its stream. */
export function retakeImpossible(table: TableId, why: string): TailraceError {
  const name = formatTableId(table);
  return new TailraceError(
    'table-retake-impossible',
    `The rows of ${name} would have to be read again, but ${why}. Stop the run with clean-up and launch it anew.`,
    { data: { table: name } },
  );
}
