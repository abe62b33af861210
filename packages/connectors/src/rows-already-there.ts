// A sink table that is not empty: the same words for every database.
import type { PlannedTable, PreflightCheck } from '@tailrace/engine/api';
import { formatTableId } from '@tailrace/core/table';

/** The preflight's warning of a sink table that holds rows before the run. `quoted`: its name in the sink's SQL. */
export function rowsAlreadyThere({ table, schema }: PlannedTable, quoted: string): PreflightCheck {
  const overwritten =
    schema.primaryKeys.length === 0
      ? 'It has no key, so every row of the snapshot is added to them.'
      : 'A snapshot overwrites those of equal key; rows that are no longer at the source, or that the rules no longer let pass, stay.';
  return {
    name: 'sink rows',
    status: 'warning',
    message: `${formatTableId(table)} holds rows already. ${overwritten} To begin with an empty table, empty it first.`,
    remedy: `TRUNCATE TABLE ${quoted}`,
  };
}
