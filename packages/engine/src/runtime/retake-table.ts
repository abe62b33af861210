// One table read again while the others wait: because a change altered its stored rows without a word in the log, or because somebody
// asked. The rows go into the transaction that is open, as upserts; what the stream brings up to the end of the reading is repeated onto
// them. Rows that the sink has and the source has not stay: their deletes are still to come, or came before anybody asked.
import { assert } from '@tailrace/core/assert';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { Retaken } from '../api/index.ts';
import type { AttemptContext } from './attempt-context.ts';
import { copyRows } from './copy-rows.ts';
import { retakeObstacle } from './retake-obstacle.ts';

/** False when halted in the midst of it; then nothing of the open transaction may be committed. Throws `table-retake-impossible`. */
export async function retakeTable(
  context: AttemptContext,
  { table, reason, isNew = false }: Retaken,
): Promise<boolean> {
  const { chain, reader, lane, emit, clock, halt } = context;
  const name = formatTableId(table);
  const schema = chain.sourceSchema(table);
  if (schema === undefined) return true;
  const obstacle = retakeObstacle(context, table, isNew);
  if (obstacle !== undefined) throw impossible(name, reason, obstacle);
  assert(reader.retake !== undefined, 'a retake of a source that has none');
  const message = isNew ? `${name} is read: ${reason}` : `${name} is read again: ${reason}`;
  emit({ type: 'log', at: clock.now(), level: 'info', message });
  await lane.write();
  const again = await reader.retake({ table, schema }, halt);
  lane.retaking = true;
  try {
    const complete = await copyRows(context, table, { read: () => again.rows() });
    if (complete) lane.upsertUntil(again.consistentFrom());
    return complete;
  } finally {
    lane.retaking = false;
    await again.close();
  }
}

function impossible(table: string, reason: string, why: string): TailraceError {
  return new TailraceError(
    'table-retake-impossible',
    `The rows of ${table} would have to be read again (${reason}), but ${why}. Stop the run with clean-up and launch it anew.`,
    { data: { table, reason } },
  );
}
