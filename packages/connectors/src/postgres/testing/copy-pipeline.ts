// For tests: source to sink without transforms, the way an engine drives them, a step at a time.
import {
  CHANGE,
  INDEX_WIDTH,
  type ChangesWrite,
  type DiscoveredTable,
  type EncodedChanges,
  type Offset,
  type SinkWriter,
  type SourceReader,
  type StreamBatch,
} from '@tailrace/engine/api';
import { isDataChange, type ChangeEvent, type DataChangeEvent } from '@tailrace/core/event';
import { formatTableId, type TableId, type TableSchema } from '@tailrace/core/table';

export interface Schemas {
  of(table: TableId): TableSchema;
  set(table: TableId, schema: TableSchema): void;
}

export function schemasOf(tables: readonly DiscoveredTable[]): Schemas {
  const known = new Map(tables.map(({ table, schema }) => [formatTableId(table), schema]));
  return {
    of: (table) => {
      const schema = known.get(formatTableId(table));
      if (schema === undefined) throw new Error(`no schema of ${formatTableId(table)}`);
      return schema;
    },
    set: (table, schema) => void known.set(formatTableId(table), schema),
  };
}

export async function createTables(writer: SinkWriter, tables: readonly DiscoveredTable[]): Promise<void> {
  for (const { table, schema } of tables) {
    await writer.applySchemaChange({ type: 'create.table', table, schema }, undefined);
  }
}

/** All rows of all tables, forwarded as they are; returns their number. */
export async function copySnapshot(
  reader: SourceReader,
  writer: SinkWriter,
  tables: readonly DiscoveredTable[],
): Promise<number> {
  const signal = AbortSignal.timeout(60_000);
  let rows = 0;
  for (const table of tables) {
    for (const split of await reader.splits(table)) {
      for await (const batch of reader.readSplit(split, signal)) {
        rows += batch.rowCount;
        await writer.writeSnapshot?.({
          batch,
          selection: Int32Array.from({ length: batch.rowCount }, (_, at) => at),
          rows: [],
          target: {
            sinkTable: table.table,
            schema: table.schema,
            outputs: table.schema.columns.map((_, column) => ({ kind: 'forward', column })),
          },
          upsertInserts: reader.replays,
        });
      }
    }
    await writer.commit({ offset: reader.startOffset });
  }
  return rows;
}

/** Batches until the position that the server has now is reached; the iterator stays open for the next call. */
export async function upToNow(
  reader: SourceReader,
  stream: AsyncIterator<StreamBatch>,
): Promise<StreamBatch[]> {
  const target = await reader.currentOffset();
  const batches: StreamBatch[] = [];
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error('the stream ended');
    batches.push(value);
    if (reader.compareOffsets(value.offset, target) >= 0) return batches;
  }
}

export const eventsOf = (batches: readonly StreamBatch[]): ChangeEvent[] =>
  batches.flatMap((batch) => [...batch.events]);

/** Writes the batches, commits, and returns the position committed. Schemas follow the events. */
export async function writeBatches(
  writer: SinkWriter,
  batches: readonly StreamBatch[],
  { schemas, upsertInserts = false }: { readonly schemas: Schemas; readonly upsertInserts?: boolean },
): Promise<Offset | undefined> {
  for (const batch of batches) {
    if (batch.encoded !== undefined && writer.writeChanges !== undefined) {
      await writer.writeChanges({ ...asTheyAre(batch.encoded, schemas), upsertInserts });
      await writer.commit({ offset: batch.offset });
      continue;
    }
    let rows: DataChangeEvent[] = [];
    const flush = async (): Promise<void> => {
      if (rows.length > 0)
        await writer.write(rows, { upsertInserts, schemaOf: (table) => schemas.of(table) });
      rows = [];
    };
    for (const event of batch.events) {
      if (isDataChange(event)) rows.push(event);
      else {
        await flush();
        const before = schemas.of(event.table);
        await writer.applySchemaChange(event, before);
        schemas.set(event.table, afterChange(before, event));
      }
    }
    await flush();
    await writer.commit({ offset: batch.offset });
  }
  return batches.at(-1)?.offset;
}

/** Every change into a table of the same name and columns. */
function asTheyAre(changes: EncodedChanges, schemas: Schemas): Omit<ChangesWrite, 'upsertInserts'> {
  return {
    changes,
    kinds: Uint8Array.from(
      { length: changes.count },
      (_, at) => changes.index[at * INDEX_WIDTH + 1] ?? CHANGE.none,
    ),
    targets: changes.tables.map(({ table }) => {
      const schema = schemas.of(table);
      return [
        {
          sinkTable: table,
          schema,
          outputs: schema.columns.map((_, column) => ({ kind: 'forward' as const, column })),
        },
      ];
    }),
    usedColumns: changes.tables.map(() => []),
  };
}

/** What the schema is after an event, for the kinds that the source sends. */
function afterChange(schema: TableSchema, event: Exclude<ChangeEvent, DataChangeEvent>): TableSchema {
  const { columns } = schema;
  if (event.type === 'add.column')
    return { ...schema, columns: [...columns, ...event.columns.map(({ column }) => column)] };
  if (event.type === 'drop.column') {
    return { ...schema, columns: columns.filter((column) => !event.columns.includes(column.name)) };
  }
  if (event.type === 'rename.column') {
    return {
      ...schema,
      columns: columns.map((column) => ({ ...column, name: event.names[column.name] ?? column.name })),
    };
  }
  if (event.type === 'alter.column.type') {
    return {
      ...schema,
      columns: columns.map((column) => ({ ...column, type: event.types[column.name] ?? column.type })),
    };
  }
  return schema;
}
