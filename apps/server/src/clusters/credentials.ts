// What a proxy in front of a cluster asks for: sealed in the data folder, sent to the cluster's address and nowhere else.
import { TailraceError } from '@tailrace/core/diagnostics';
import type { ClusterAddress } from '@tailrace/flink';
import * as z from 'zod';
import type { ClusterAccess, ClusterCredentials } from '../contract/index.ts';
import type { SecretVault } from '../secrets/secret-service.ts';
import type { SealedSecret, StoredCluster } from '../storage/index.ts';

const credentialsJson = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('basic'), user: z.string(), password: z.string() }),
  z.object({ kind: z.literal('headers'), headers: z.record(z.string(), z.string()) }),
]);

/** No secret can have a name with a colon, so that neither can stand for the other. */
const owner = (clusterId: string): string => `cluster:${clusterId}`;

export function sealCredentials(
  vault: SecretVault,
  clusterId: string,
  credentials: ClusterCredentials,
): SealedSecret | undefined {
  if (credentials.kind === 'none') return undefined;
  return vault.sealFor(owner(clusterId), JSON.stringify(credentials));
}

/** Throws `secret-unreadable`. */
export function openCredentials(vault: SecretVault, cluster: StoredCluster): ClusterCredentials {
  if (cluster.sealed === undefined) return { kind: 'none' };
  return credentialsJson.parse(JSON.parse(vault.openFor(owner(cluster.id), cluster.sealed)));
}

/** The part that may be shown. */
export function accessOf(credentials: ClusterCredentials): ClusterAccess {
  switch (credentials.kind) {
    case 'none':
      return { kind: 'none' };
    case 'basic':
      return { kind: 'basic', user: credentials.user };
    case 'headers':
      return { kind: 'headers', names: Object.keys(credentials.headers) };
  }
}

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/u;

/** Where the client goes, and with what. Throws `cluster-header-invalid` for a name or value that no header can have. */
export function addressOf(url: string, credentials: ClusterCredentials): ClusterAddress {
  switch (credentials.kind) {
    case 'none':
      return { url };
    case 'basic':
      return { url, basicAuth: { username: credentials.user, password: credentials.password } };
    case 'headers':
      for (const [name, value] of Object.entries(credentials.headers)) assertHeader(name, value);
      return { url, headers: credentials.headers };
  }
}

/** The value is not repeated: it is what is secret. */
function assertHeader(name: string, value: string): void {
  const problem = !HEADER_NAME.test(name)
    ? `"${name}" is no name of an HTTP header.`
    : /^[\t\x20-\x7e\x80-\xff]*$/u.test(value)
      ? undefined
      : `The value of the header ${name} has characters that HTTP does not carry.`;
  if (problem !== undefined)
    throw new TailraceError('cluster-header-invalid', problem, { data: { header: name } });
}
