export type { Offset } from './offset.ts';
export type { ConnectorRegistry } from './registry.ts';
export type {
  RunError,
  RunEvent,
  RunMetrics,
  RunState,
  SchemaChangeRecord,
  TableMetrics,
} from './run-event.ts';
export type {
  AppliedSchemaChange,
  PlannedTable,
  Sink,
  SinkContext,
  SinkOpenRequest,
  SinkWriter,
  SnapshotWrite,
  WriteContext,
} from './sink.ts';
export type {
  ChangeImages,
  DiscoveredTable,
  EncodedRows,
  OpenRequest,
  PreflightCheck,
  SnapshotBatch,
  SnapshotSplit,
  Source,
  SourceCheckpoint,
  SourceContext,
  SourceReader,
  StreamBatch,
} from './source.ts';
