import type { InspectService } from './catalog.ts';
import type { ClusterService } from './clusters.ts';
import type { ParityService } from './parity.ts';
import type { PipelineService } from './pipelines.ts';
import type { RunService } from './runs.ts';
import type { SchemaHistoryService } from './schema-history.ts';
import type { SecretService, SystemService } from './system.ts';

export type {
  CatalogColumn,
  CatalogTable,
  InspectService,
  PreflightReport,
  RewrittenLines,
  SinceLastRun,
} from './catalog.ts';
export type {
  ClusterAccess,
  ClusterCredentials,
  ClusterFacts,
  ClusterInfo,
  ClusterReport,
  ClusterRequest,
  ClusterService,
  ClusterSettings,
  JarPlace,
  Savepoint,
} from './clusters.ts';
export type {
  CanvasLayout,
  ConnectorLabel,
  PipelineDetail,
  PipelineExport,
  PipelineListItem,
  PipelineService,
  PipelineState,
  PipelineVersion,
} from './pipelines.ts';
export type { CellDifference, ParityService, TableParity } from './parity.ts';
export type {
  JobInfo,
  LaunchTarget,
  MetricsPoint,
  PipelineSavepoint,
  ResumeOptions,
  RunDetail,
  RunLogLine,
  RunService,
  RunSummary,
  StoredRunEvent,
} from './runs.ts';
export type {
  ColumnDifference,
  SchemaChangeOutcome,
  SchemaColumn,
  SchemaHistoryEntry,
  SchemaHistoryFilter,
  SchemaHistoryService,
  SchemaHistoryTable,
  SchemaMoment,
} from './schema-history.ts';
export type { DemoInfo, SecretInfo, SecretService, SystemInfo, SystemService } from './system.ts';

/** What the procedures call; the server builds it, tests may build their own. */
export interface Services {
  readonly pipelines: PipelineService;
  readonly inspect: InspectService;
  readonly runs: RunService;
  readonly parity: ParityService;
  readonly schemaHistory: SchemaHistoryService;
  readonly secrets: SecretService;
  readonly clusters: ClusterService;
  readonly system: SystemService;
}
