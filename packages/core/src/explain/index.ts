export { explainTables, type ExplainResult, type ExplainedTable } from './explain-tables.ts';
export { tableTraps } from './table-traps.ts';
export type { TrapTable } from './trap-table.ts';
