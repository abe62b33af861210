export { applySchemaChange } from './apply-change.ts';
export { compileCoercion, type RowCoercion } from './coerce.ts';
export { type Behavior, type Evolution, type EvolutionPolicy, evolve } from './evolve.ts';
export { mergeSchemas, schemaDifference } from './merge-schemas.ts';
export { equalColumns, isRepetition } from './redundancy.ts';
