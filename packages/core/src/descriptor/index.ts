export { createCatalog, findOption } from './catalog.ts';
export type {
  ConnectorCatalog,
  ConnectorDescriptor,
  MetadataColumn,
  OptionKind,
  OptionSpec,
  TypeConversion,
} from './descriptor.ts';
export {
  readEnum,
  readOptionValue,
  splitQuoted,
  type OptionReading,
  type OptionValue,
} from './option-value.ts';
export { readOptions, type TypedOptions } from './read-options.ts';
export { parseDuration, parseMemorySize } from './units.ts';
