export { createCatalog, findOption } from './catalog.ts';
export type {
  ConnectorCatalog,
  ConnectorDescriptor,
  MetadataColumn,
  OptionKind,
  OptionSpec,
} from './descriptor.ts';
