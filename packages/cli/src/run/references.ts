import type { ReferenceLookup } from '@tailrace/engine';

/** On the command line both kinds come from the environment: ${env.NAME} from NAME, ${secret.NAME} from TAILRACE_SECRET_NAME. */
export function referencesFrom(env: Readonly<Record<string, string | undefined>>): ReferenceLookup {
  return (kind, name) => env[kind === 'env' ? name : `TAILRACE_SECRET_${name}`];
}
