// Flink clusters as one manages them. What signs in to them goes in and never comes back out.
import type { Target } from '@tailrace/core/pipeline';
import type { PreflightCheck } from '@tailrace/engine/api';

/**
 * Where the jars of Flink CDC lie: a folder on Tailrace's machine, the home of a release there (absent: FLINK_CDC_HOME of the
 * server), or the cluster's own lib.
 */
export type JarPlace =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'home'; readonly path?: string | undefined }
  | { readonly kind: 'cluster' };

/** How the cluster's address is entered, without what is secret of it. */
export type ClusterAccess =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string }
  | { readonly kind: 'headers'; readonly names: readonly string[] };

export interface ClusterSettings {
  readonly access: ClusterAccess;
  readonly jars: JarPlace;
  /** Release of Flink CDC that runs there, which findings and rewritings are for. */
  readonly release: Target;
}

/** The whole of what a proxy in front of the cluster asks for. */
export type ClusterCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> };

export interface ClusterRequest {
  readonly name: string;
  /** Of the REST API, http or https. */
  readonly url: string;
  /** Absent in a change: as before, as long as the address stays. */
  readonly credentials?: ClusterCredentials | undefined;
  readonly jars: JarPlace;
  readonly release: Target;
}

export interface ClusterInfo extends ClusterSettings {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly editedAt: number;
  /** Pipelines that are for it. */
  readonly pipelines: readonly { readonly id: string; readonly name: string }[];
  /** Runs that hold a job there. */
  readonly runsGoing: number;
}

/** What a cluster says of itself. */
export interface ClusterFacts {
  readonly flinkVersion: string;
  readonly taskManagers: number;
  readonly slotsFree: number;
  readonly slotsTotal: number;
  readonly jobsRunning: number;
  readonly uploadAllowed: boolean;
  /** Of the job manager, in bytes: each submission takes some that it does not give back. */
  readonly metaspace?: { readonly used: number; readonly max?: number };
}

export interface ClusterReport {
  readonly checks: readonly PreflightCheck[];
  /** Absent where it could not be reached. */
  readonly facts?: ClusterFacts;
}

export interface ClusterService {
  list(): readonly ClusterInfo[];
  /** Throws `cluster-name-taken`, `cluster-url-invalid`. */
  add(request: ClusterRequest): { id: string };
  /** Throws `cluster-credentials-needed` when the address changes and they are not given anew, so that they are sent to nobody else. */
  change(id: string, request: ClusterRequest): void;
  /** Throws `cluster-in-use` while a run holds a job there. */
  remove(id: string): void;
  /** Asks the cluster; what is wrong is a check, never an error. With `id`, as it is kept, or as the request would change it. */
  test(
    target: { readonly id?: string | undefined; readonly request?: ClusterRequest | undefined },
    signal: AbortSignal,
  ): Promise<ClusterReport>;
}

/** A place that a job can be started from. */
export interface Savepoint {
  readonly path: string;
  readonly at: number;
  readonly kind: 'savepoint' | 'checkpoint';
}
