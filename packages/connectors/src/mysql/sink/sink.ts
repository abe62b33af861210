// The MySQL and MariaDB sink: what the engine asks of it, each answered by a file of this folder.
import type { Sink, SinkContext } from '@tailrace/engine/api';
import { placeOf } from '../../place.ts';
import { planStatements } from './ddl.ts';
import { sinkOptions } from './options.ts';
import { preflightSink } from './preflight.ts';
import { sinkName } from './sql-text.ts';
import { openWriter } from './writer.ts';

export function createMysqlSink(context: SinkContext): Sink {
  const options = sinkOptions(context.options);
  return {
    placeOf: (table) => {
      const { database, table: name } = sinkName(table, options.database);
      return placeOf('mysql', options.connect, [database, name]);
    },
    preflight: async (tables, signal) => preflightSink(options, tables, signal),
    planSchemaChange: (event, schema) => planStatements(event, schema, options),
    open: async ({ signal }) => openWriter(options, context, signal),
    close: async () => undefined,
  };
}
