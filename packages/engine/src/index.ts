export { discoverTables } from './preview/discover-tables.ts';
export { withLook, type Look } from './preview/look.ts';
export { preflightPipeline } from './preview/preflight-pipeline.ts';
export { planStatements } from './preview/plan-statements.ts';
export { previewPipeline } from './preview/preview-pipeline.ts';
export { makeFolder } from './checkpoint/make-folder.ts';
export { fingerprintOf } from './plan/run-plan.ts';
export { runPipeline } from './runtime/run-pipeline.ts';
export { processChannel } from './worker/process-channel.ts';
export { runWorker, type WorkerChannel } from './worker/run-worker.ts';
export { createCatalogCache, type CatalogCache } from './preview/catalog-cache.ts';
export type { LookRequest, PreflightResult, PreviewRequest, SourceTable } from './preview/preview-request.ts';
export type {
  JsonRow,
  PreviewColumn,
  PreviewResult,
  PreviewRow,
  PreviewSinkTable,
  PreviewTable,
} from './preview/preview-result.ts';
export { DEFAULT_LIMITS, type BatchLimits } from './runtime/batch-limits.ts';
export { DEFAULT_RETRY, type RetryPolicy } from './runtime/backoff.ts';
export { systemClock, type Clock } from './runtime/clock.ts';
export type { ReferenceLookup, RunHandle, RunOutcome, RunRequest } from './runtime/run-request.ts';
export type { WorkerCommand, WorkerMessage, WorkerStart } from './worker/messages.ts';
