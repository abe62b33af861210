import { TailraceError } from '@tailrace/core/diagnostics';
import type { PreflightCheck } from '@tailrace/engine/api';
import { readCdcJars, targetOf } from '@tailrace/flink';
import type { ClusterSettings } from '../contract/index.ts';
import { jarSource } from './jar-source.ts';

/** Whether there is something to submit with, which release it is, and what it connects. */
export function checkJars(
  { jars, release }: Pick<ClusterSettings, 'jars' | 'release'>,
  env: Readonly<Record<string, string | undefined>>,
): PreflightCheck {
  const name = 'Flink CDC';
  try {
    const source = jarSource(jars, { cacheFolder: '', env });
    if (source.kind === 'cluster-lib')
      return {
        name,
        status: 'ok',
        message:
          'Its jars are expected in the lib folder of the cluster, which cannot be looked at from here.',
      };
    const found = readCdcJars(source.folder);
    const connectors = [...new Set(found.jars.flatMap((jar) => jar.connectors))].toSorted();
    const what = `${found.version === undefined ? 'a release that no jar names' : found.version}, with the connectors ${connectors.join(', ')}`;
    if (connectors.length === 0)
      return {
        name,
        status: 'failed',
        message: `${source.folder} holds no connector of Flink CDC. Put flink-cdc-pipeline-connector-… jars there.`,
      };
    if (found.version !== undefined && targetOf(found.version) !== release)
      return {
        name,
        status: 'warning',
        message: `${source.folder} holds ${what}; findings and rewritings are for ${release}. Choose ${targetOf(found.version)} as the release.`,
      };
    return { name, status: 'ok', message: `${source.folder} holds ${what}.` };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return { name, status: 'failed', message: error.message };
  }
}
