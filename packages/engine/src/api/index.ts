export { DURATION_BOUNDS_MS, RUN_OPERATORS, type DurationHistogram, type RunOperator } from './histogram.ts';
export type { Offset } from './offset.ts';
export type { ConnectorRegistry } from './registry.ts';
export type {
  ClusterState,
  EngineState,
  JobMetrics,
  OperatorMetrics,
  RunError,
  RunEvent,
  RunMetrics,
  RunState,
  SchemaChangeRecord,
  TableMetrics,
} from './run-event.ts';
export type {
  AppliedSchemaChange,
  ChangesWrite,
  PlannedTable,
  Sink,
  SinkContext,
  SinkOpenRequest,
  SinkWriter,
  SnapshotLane,
  SnapshotWrite,
  WriteContext,
} from './sink.ts';
export { CHANGE, INDEX_WIDTH } from './source.ts';
export type {
  ChangeImages,
  DiscoveredTable,
  EncodedChanges,
  EncodedRows,
  EncodedTable,
  KeptLog,
  LogRisk,
  LogState,
  OpenRequest,
  PreflightCheck,
  Retaken,
  RetakeReader,
  SnapshotBatch,
  SnapshotSplit,
  Source,
  SourceCheckpoint,
  SourceContext,
  SourceReader,
  StreamBatch,
} from './source.ts';
