export { MAX_LENGTH, type DataType, type RowField, type TypeKind } from './data-type.ts';
