import { TailraceError } from '@tailrace/core/diagnostics';
import type { JarSource } from '@tailrace/flink';
import type { JarPlace } from '../contract/index.ts';

/** Where a submission takes its jars from. Throws `flink-cdc-home-missing` where the server's environment should say and does not. */
export function jarSource(
  jars: JarPlace,
  {
    cacheFolder,
    env,
  }: { readonly cacheFolder: string; readonly env: Readonly<Record<string, string | undefined>> },
): JarSource {
  if (jars.kind === 'cluster') return { kind: 'cluster-lib' };
  const folder = jars.path ?? env['FLINK_CDC_HOME'];
  if (folder !== undefined && folder !== '') return { kind: 'folder', folder, cacheFolder };
  throw new TailraceError(
    'flink-cdc-home-missing',
    'FLINK_CDC_HOME is not set for the Tailrace server. Set it and start the server again, or give the folder of the jars with the cluster.',
  );
}
