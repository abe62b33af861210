import { TailraceError } from '@tailrace/core/diagnostics';
import type { SecretService } from '../contract/index.ts';
import type { SecretStore } from '../storage/index.ts';
import { loadSecretKey } from './key-file.ts';
import { seal, unseal } from './seal.ts';

/** The service of the procedures, plus reading, which only launches and looks at a source use. */
export interface SecretVault extends SecretService {
  /** undefined where there is none of the name. */
  reveal(name: string): string | undefined;
}

export function createSecretVault(dataDir: string, store: SecretStore): SecretVault {
  const key = loadSecretKey(dataDir, () => store.list().length > 0);
  return {
    list: () => store.list(),
    set: (name, value) => store.put(name, seal(key, name, value)),
    remove: (name) => {
      if (store.remove(name)) return;
      throw new TailraceError('secret-not-found', `There is no secret ${name}.`, { data: { name } });
    },
    reveal: (name) => {
      const sealed = store.get(name);
      return sealed === undefined ? undefined : unseal(key, name, sealed);
    },
  };
}
