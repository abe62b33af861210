// What the sink would run for schema changes of its tables: those of its own planning, without connecting to anything.
import { TailraceError } from '@tailrace/core/diagnostics';
import { eventFromJson, isDataChange, type SchemaChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import { planLook } from '../plan/run-plan.ts';
import { schemaAfter } from '../runtime/schema-after.ts';
import type { LookRequest } from './preview-request.ts';
import { createSink } from './preview-pipeline.ts';

export interface StatementsRequest extends LookRequest {
  /** Events in the JSON of the contract, by name of the sink's tables: what made the tables, then the changes. */
  readonly events: readonly unknown[];
  /** How many of the events at the end are asked for. */
  readonly last: number;
}

/**
 * By asked event, in order; undefined where the document's sink is none that this engine has, or not whole yet. Throws TailraceError:
 * `pipeline-invalid`, and the code of an event that is none.
 */
export async function planStatements(
  request: StatementsRequest,
): Promise<readonly (readonly string[])[] | undefined> {
  const sink = await createSink(request, planLook(request));
  if (sink === undefined) return undefined;
  try {
    const schemas = new Map<string, TableSchema | undefined>();
    return request.events
      .map((json) => {
        const event = readChange(json, schemas);
        const name = formatTableId(event.table);
        const before = schemas.get(name);
        schemas.set(name, schemaAfter(before, event));
        return sink.planSchemaChange(event, before);
      })
      .slice(-request.last);
  } finally {
    await sink.close();
  }
}

function readChange(json: unknown, schemas: ReadonlyMap<string, TableSchema | undefined>): SchemaChangeEvent {
  const read = eventFromJson(json, (table) => schemas.get(formatTableId(table)));
  if (!read.ok) throw new TailraceError(read.code, read.message);
  if (isDataChange(read.value)) throw new TailraceError('event-syntax', 'A row has no statement of its own.');
  return read.value;
}
