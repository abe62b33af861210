import { TailraceError } from '@tailrace/core/diagnostics';
import type { SecretService } from '../contract/index.ts';
import type { SealedSecret, SecretStore } from '../storage/index.ts';
import { loadSecretKey } from './key-file.ts';
import { seal, unseal } from './seal.ts';

/** The service of the procedures, plus reading, which only launches and looks at a source use. */
export interface SecretVault extends SecretService {
  /** undefined where there is none of the name. */
  reveal(name: string): string | undefined;
  /** For what is kept elsewhere than among the secrets; `owner` is authenticated with it and is no name of a secret. */
  sealFor(owner: string, value: string): SealedSecret;
  /** Throws `secret-unreadable`. */
  openFor(owner: string, sealed: SealedSecret): string;
}

/** `sealsElsewhere`: whether anything that `sealFor` made is kept; then a new key would lose it. */
export function createSecretVault(
  dataDir: string,
  store: SecretStore,
  sealsElsewhere: () => boolean = () => false,
): SecretVault {
  const key = loadSecretKey(dataDir, () => store.list().length > 0 || sealsElsewhere());
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
    sealFor: (owner, value) => seal(key, owner, value),
    openFor: (owner, sealed) => unseal(key, owner, sealed),
  };
}
