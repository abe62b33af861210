export { explainTables, type ExplainResult, type ExplainedTable } from './explain-tables.ts';
