// DDL of the binary log as schema changes of the pipeline. How it goes together:
//
//   const effects = readDdl(statement, context);     // what a QUERY event does, table by table
//   for (const effect of effects) …                  // keep the definitions of ALL tables up to date by them: `create`, `alter`, `rename`, `drop`
//   const steps = schemaChanges({ table, schema, before, after, renamed, schemaOf });   // for a captured table: events, and what they cannot tell
//
// Online schema changes (gh-ost, pt-online-schema-change) are RENAMEs by which a helper table takes a captured one's place: its definition,
// known by its own CREATE and ALTER, is the new one of the captured table: `schemaChanges` with both definitions and no `renamed`.
export { isRowStatement, readDdl, type DdlContext, type DdlEffect } from './read-ddl.ts';
export { readDefinition, readDefinitions, type ReadTable } from './read-definitions.ts';
export { schemaChanges, type SchemaStep, type SchemaSteps } from './schema-changes.ts';
export {
  findColumn,
  sameColumn,
  type ColumnDefinition,
  type ColumnType,
  type TableDefinition,
  type TableName,
} from './table-definition.ts';
