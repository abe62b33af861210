// Launch on Flink: a client of Flink's REST API, and Flink CDC's half of a submission.
export { createFlinkClient, type FlinkClient } from './rest/client.ts';
export type { CallOptions, ClusterAddress, Fetch } from './rest/connection.ts';
export type { ClusterFeatures, ClusterOverview, Metaspace, TaskManager } from './rest/cluster.ts';
export type { RunRequest, UploadedJar } from './rest/jars.ts';
export {
  isTerminal,
  type JobConfig,
  type JobDetails,
  type JobState,
  type JobSummary,
  type JobVertex,
} from './rest/jobs.ts';
export type { AggregatedMetric } from './rest/metrics.ts';
export type { BackPressure, VertexDetails } from './rest/vertices.ts';
export type {
  Checkpoint,
  CheckpointConfig,
  Checkpoints,
  SavepointOptions,
  SavepointStatus,
  StopOptions,
} from './rest/checkpoints.ts';
export type { JobException, JobExceptions } from './rest/exceptions.ts';
export { explainFailure, type FlinkFailure } from './failure/failure.ts';
export type { ThrownCause } from './failure/stack-trace.ts';
export { chooseJars, readCdcJars, type CdcJar, type CdcJars, type JarNeeds } from './jar/cdc-jars.ts';
export type { JarSource } from './jar/job-jar.ts';
export {
  documentForFlink,
  resolveDocument,
  targetOf,
  withoutSecrets,
  type FlinkDocument,
  type FlinkDocumentOptions,
  type ResolvedDocument,
} from './submit/document-for-flink.ts';
export { launchOnFlink, newJobId, type Launched, type LaunchRequest } from './submit/launch.ts';
export { followJob, type JobSight } from './follow/follow-job.ts';
export { flinkDeployment, type DeploymentOptions } from './kubernetes/flink-deployment.ts';
export {
  compareTables,
  type CellDifference,
  type TableHere,
  type TableParity,
} from './parity/compare-tables.ts';
export { parityDocuments, type ParityDocuments } from './parity/parity-document.ts';
export type { Printed, PrintedTable } from './parity/printed-tables.ts';
export { readHere, type ReadHereRequest } from './parity/read-here.ts';
export { readOnFlink } from './parity/read-on-flink.ts';
