// DDL of the log: definitions follow it, and captured tables tell the pipeline.
import type { ChangeEvent } from '@tailrace/core/event';
import { formatTableId, tableId, type TableSchema } from '@tailrace/core/table';
import {
  readDdl,
  schemaChanges,
  type DdlContext,
  type DdlEffect,
  type TableDefinition,
  type TableName,
} from '../ddl/index.ts';
import { tableSchema, type SchemaOptions } from '../types/table-schema.ts';
import { nameOf, type CapturedTable, type KnownTables } from './known-tables.ts';
import { isHelper, tellMade, tellRenamed } from './new-tables.ts';

export interface DdlFollower {
  /** What the statement means to the pipeline. */
  follow(statement: string, session: DdlSession): readonly ChangeEvent[];
}

export type DdlSession = Pick<
  DdlContext,
  'database' | 'flavor' | 'version' | 'ansiQuotes' | 'noBackslashEscapes' | 'explicitTimestamps'
>;

export interface DdlFollowerOptions {
  readonly tables: KnownTables;
  readonly schema: SchemaOptions;
  /** `schema-change.enabled` */
  readonly tells: boolean;
  readonly foldNames: boolean;
  readonly charsets: ReadonlyMap<string, string>;
  readonly log: (message: string, code?: string) => void;
  /** Whether the document's patterns capture a table that the run does not have. */
  readonly captures: (name: TableName) => boolean;
  /** Such tables are followed from their CREATE TABLE on. */
  readonly adopts: boolean;
}

export function createDdlFollower(options: DdlFollowerOptions): DdlFollower {
  const { tables } = options;
  const charsets = new Map(options.charsets);
  return {
    follow(statement, session) {
      const effects = readDdl(statement, {
        ...session,
        foldNames: options.foldNames,
        charsetOf: (database) => charsets.get(database),
        definitionOf: (name) => tables.definitionOf(name),
        isCaptured: (name) => tables.captured(name) !== undefined,
        isWanted: (name) => options.adopts && isWanted(name, options),
      });
      const events = effects.flatMap((effect) => apply(effect, { ...options, charsets }));
      return options.tells ? events : events.filter((event) => isNeeded(event, tables));
    },
  };
}

/** Of what a pipeline that is not told of schema changes has to know all the same. */
function isNeeded({ type, table }: ChangeEvent, tables: KnownTables): boolean {
  if (type === 'create.table') return tables.captured(nameOf(table))?.isNew === true;
  return type === 'truncate.table';
}

type Context = DdlFollowerOptions & { readonly charsets: Map<string, string> };

function apply(effect: DdlEffect, context: Context): readonly ChangeEvent[] {
  const { tables } = context;
  switch (effect.kind) {
    case 'create':
      return created(effect.table, effect.definition, context);
    case 'alter':
      return changed(effect.table, effect.after, { context, renamed: effect.renamed });
    case 'rename':
      return renamed(effect, context);
    case 'truncate': {
      const table = tables.captured(effect.table);
      return table === undefined ? [] : [{ type: 'truncate.table', table: table.id }];
    }
    case 'drop':
      return dropped(effect.table, context);
    case 'drop-database':
      context.charsets.delete(effect.database);
      return tables.namesIn(effect.database).flatMap((name) => dropped(name, context));
    case 'database-charset':
      context.charsets.set(effect.database, effect.charset);
      return [];
  }
}

function dropped(name: TableName, { tables }: Context): readonly ChangeEvent[] {
  const table = tables.captured(name);
  const wasThere = tables.definitionOf(name) !== undefined;
  tables.define(name, undefined);
  return table === undefined || !wasThere ? [] : [{ type: 'drop.table', table: table.id }];
}

function created(name: TableName, definition: TableDefinition, context: Context): readonly ChangeEvent[] {
  const { tables } = context;
  const table = tables.captured(name);
  const before = dropped(name, context);
  tables.define(name, definition);
  if (table === undefined) return appeared(name, definition, context);
  table.schema = schemaOf(definition, table, context);
  return [...before, { type: 'create.table', table: table.id, schema: table.schema }];
}

/** The patterns match it, and it is more than a helper of a change to another table. */
function isWanted(name: TableName, { tables, captures }: DdlFollowerOptions): boolean {
  return captures(name) && !isHelper(name, (other) => tables.captured(other) !== undefined);
}

/** A table that is made while the run goes on: none of its rows was there before. */
function appeared(name: TableName, definition: TableDefinition, context: Context): readonly ChangeEvent[] {
  const { tables, log, adopts } = context;
  if (!isWanted(name, context)) return [];
  const id = tableId(name.database, name.table);
  if (!adopts) {
    tellMade(log, name);
    return [];
  }
  const schema = tableSchema(definition, formatTableId(id), context.schema);
  tables.adopt(name, schema, definition);
  return [{ type: 'create.table', table: id, schema }];
}

/** A table that takes a captured one's place (gh-ost, pt-online-schema-change) is that table with another definition. */
function renamed(
  { table: from, to, definition }: Extract<DdlEffect, { kind: 'rename' }>,
  context: Context,
): readonly ChangeEvent[] {
  const { tables, log } = context;
  const left = tables.captured(from);
  const taken = tables.captured(to);
  if (left !== undefined && taken === undefined) {
    log(
      `Table ${formatTableId(left.id)} was renamed to ${to.database}.${to.table}, which the pipeline does not follow.`,
    );
  }
  tables.define(from, undefined);
  if (definition === undefined) {
    tables.define(to, undefined);
    return [];
  }
  if (taken === undefined) {
    tables.define(to, definition);
    if (isWanted(to, context)) tellRenamed(log, to);
    return [];
  }
  return changed(to, definition, { context });
}

function changed(
  name: TableName,
  after: TableDefinition,
  {
    context,
    renamed: names,
  }: { readonly context: Context; readonly renamed?: Readonly<Record<string, string>> },
): readonly ChangeEvent[] {
  const { tables, log, tells } = context;
  const table = tables.captured(name);
  const before = table?.definition ?? after;
  tables.define(name, after);
  if (table === undefined || !tells) return [];
  const { events, result, unknownValues } = schemaChanges({
    table: table.id,
    schema: table.schema,
    before,
    after,
    ...(names === undefined ? {} : { renamed: names }),
    schemaOf: (definition) => schemaOf(definition, table, context),
  });
  table.schema = result;
  if (unknownValues.length > 0) {
    log(
      `Table ${formatTableId(table.id)}: the log does not tell what column${unknownValues.length > 1 ? 's' : ''} ${unknownValues.join(', ')} hold${unknownValues.length > 1 ? '' : 's'} now in the rows that were there before. The sink's rows keep what its own ALTER makes of them until they change; take a new snapshot of the table where that matters.`,
    );
  }
  return events;
}

function schemaOf(definition: TableDefinition, table: CapturedTable, { schema }: Context): TableSchema {
  return tableSchema(definition, formatTableId(table.id), schema);
}
