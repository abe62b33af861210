import { checkpointCalls } from './checkpoints.ts';
import { clusterCalls } from './cluster.ts';
import { openConnection, type ClusterAddress, type Fetch } from './connection.ts';
import { exceptionCalls } from './exceptions.ts';
import { jarCalls } from './jars.ts';
import { jobCalls } from './jobs.ts';
import { vertexCalls } from './vertices.ts';

/**
 * A client of Flink's REST API, of what Tailrace needs of it. Every call takes an AbortSignal and a time-out, and rejects with a
 * TailraceError (rest/connection.ts lists the codes); `retryable` ones say that the cluster is away, not that the answer is no.
 * Nothing is ever sent twice by itself.
 */
export function createFlinkClient(address: ClusterAddress, { fetch }: { readonly fetch?: Fetch } = {}) {
  const connection = openConnection(address, fetch);
  return {
    /** Of the cluster, without user and password. */
    url: connection.url,
    ...clusterCalls(connection),
    ...jarCalls(connection),
    ...jobCalls(connection),
    ...vertexCalls(connection),
    ...checkpointCalls(connection),
    ...exceptionCalls(connection),
  };
}

export type FlinkClient = ReturnType<typeof createFlinkClient>;
