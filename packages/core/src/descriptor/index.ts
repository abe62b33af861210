export type {
  ConnectorCatalog,
  ConnectorDescriptor,
  MetadataColumn,
  OptionKind,
  OptionSpec,
} from './descriptor.ts';
