// All procedures, and the type that the browser knows the server by.
import { router } from './init.ts';
import { catalogRouter, preflightRouter, previewRouter, validateRouter } from './procedures/inspect.ts';
import { clustersRouter } from './procedures/clusters.ts';
import { parityRouter } from './procedures/parity.ts';
import { pipelinesRouter } from './procedures/pipelines.ts';
import { runsRouter } from './procedures/runs.ts';
import { schemaHistoryRouter } from './procedures/schema-history.ts';
import { demoRouter, secretsRouter, systemRouter } from './procedures/system.ts';

export const appRouter = router({
  pipelines: pipelinesRouter,
  catalog: catalogRouter,
  validate: validateRouter,
  preview: previewRouter,
  preflight: preflightRouter,
  parity: parityRouter,
  runs: runsRouter,
  schemaHistory: schemaHistoryRouter,
  clusters: clustersRouter,
  secrets: secretsRouter,
  system: systemRouter,
  demo: demoRouter,
});

export type AppRouter = typeof appRouter;
export type { Problem } from './init.ts';
export type {
  CanvasLayout,
  CellDifference,
  CatalogColumn,
  CatalogTable,
  ClusterAccess,
  ClusterCredentials,
  ClusterFacts,
  ClusterInfo,
  ClusterReport,
  ClusterRequest,
  ColumnDifference,
  ConnectorLabel,
  DemoInfo,
  JarPlace,
  JobInfo,
  LaunchTarget,
  MetricsPoint,
  PipelineDetail,
  PipelineExport,
  PipelineListItem,
  PipelineSavepoint,
  PipelineState,
  PipelineVersion,
  PreflightReport,
  RewrittenLines,
  SinceLastRun,
  RunDetail,
  RunLogLine,
  RunSummary,
  Savepoint,
  SchemaChangeOutcome,
  SchemaColumn,
  SchemaHistoryEntry,
  SchemaHistoryFilter,
  SchemaHistoryTable,
  SecretInfo,
  SystemInfo,
  TableParity,
} from '../contract/index.ts';
// What the browser draws comes from the engine; it sees the engine's shapes through here.
export type {
  JsonRow,
  PreviewColumn,
  PreviewResult,
  PreviewRow,
  PreviewSinkTable,
  PreviewTable,
} from '@tailrace/engine';
export type {
  JobMetrics,
  KeptLog,
  OperatorMetrics,
  PreflightCheck,
  RunError,
  RunEvent,
  RunMetrics,
  RunState,
  SchemaChangeRecord,
  TableMetrics,
} from '@tailrace/engine/api';
