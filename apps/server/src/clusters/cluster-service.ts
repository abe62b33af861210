// Clusters as one manages them: added, changed, tested, removed.
import { TailraceError } from '@tailrace/core/diagnostics';
import { createFlinkClient } from '@tailrace/flink';
import type { ClusterCredentials, ClusterInfo, ClusterRequest, ClusterService } from '../contract/index.ts';
import { holdsPlace } from '../runs/run-service.ts';
import type { SecretVault } from '../secrets/secret-service.ts';
import type { Storage, StoredCluster } from '../storage/index.ts';
import { clusterUrl } from './cluster-url.ts';
import { accessOf, addressOf, openCredentials, sealCredentials } from './credentials.ts';
import { testCluster } from './test-cluster.ts';

export interface ClusterServiceOptions {
  readonly storage: Storage;
  readonly vault: SecretVault;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function createClusterService({ storage, vault, env }: ClusterServiceOptions): ClusterService {
  const { clusters } = storage;
  return {
    list: () => {
      const stored = storage.pipelines.list();
      const going = storage.runs.list().filter(holdsPlace);
      return clusters.list().map((cluster): ClusterInfo => {
        const { sealed: _sealed, settings, ...rest } = cluster;
        return {
          ...rest,
          ...settings,
          pipelines: stored
            .filter(({ clusterId }) => clusterId === cluster.id)
            .map(({ id, name }) => ({ id, name })),
          runsGoing: going.filter(({ job }) => job?.clusterId === cluster.id).length,
        };
      });
    },
    add: (request) => {
      const credentials = request.credentials ?? { kind: 'none' };
      const { id } = clusters.add(fieldsOf(request, credentials), (clusterId) =>
        sealCredentials(vault, clusterId, credentials),
      );
      return { id };
    },
    change: (id, request) => {
      const credentials = effectiveCredentials(vault, clusters.get(id), request);
      clusters.change(id, fieldsOf(request, credentials), sealCredentials(vault, id, credentials));
    },
    remove: (id) => {
      const cluster = clusters.get(id);
      const run = storage.runs.list().find((each) => holdsPlace(each) && each.job?.clusterId === id);
      if (run !== undefined) throw inUse(cluster, run.pipelineName, run.state);
      clusters.remove(id);
    },
    test: async ({ id, request }, signal) => {
      const stored = id === undefined ? undefined : clusters.get(id);
      if (request === undefined) {
        if (stored === undefined) return { checks: [] };
        const address = addressOf(stored.url, openCredentials(vault, stored));
        return testCluster(createFlinkClient(address), stored.settings, env, signal);
      }
      const credentials =
        stored === undefined
          ? (request.credentials ?? { kind: 'none' as const })
          : effectiveCredentials(vault, stored, request);
      const address = addressOf(clusterUrl(request.url), credentials);
      return testCluster(createFlinkClient(address), request, env, signal);
    },
  };
}

function fieldsOf(request: ClusterRequest, credentials: ClusterCredentials) {
  const { url } = addressOf(clusterUrl(request.url), credentials);
  return {
    name: request.name,
    url,
    settings: { access: accessOf(credentials), jars: request.jars, release: request.release },
  };
}

/** Those of the request, or the ones that are kept, which go to no other address than the one they were given for. */
function effectiveCredentials(
  vault: SecretVault,
  stored: StoredCluster,
  request: ClusterRequest,
): ClusterCredentials {
  if (request.credentials !== undefined) return request.credentials;
  const kept = openCredentials(vault, stored);
  if (kept.kind === 'none' || clusterUrl(request.url) === stored.url) return kept;
  throw new TailraceError(
    'cluster-credentials-needed',
    `The address of ${stored.name} changes. Give its sign-in anew: what is stored is sent to ${stored.url} only.`,
    { data: { cluster: stored.name } },
  );
}

function inUse(cluster: StoredCluster, pipeline: string, state: string): TailraceError {
  return new TailraceError(
    'cluster-in-use',
    `A run of ${pipeline} on ${cluster.name} is ${state}. Stop or cancel it first: without the cluster nobody follows its job any more.`,
    { data: { cluster: cluster.name, pipeline } },
  );
}
