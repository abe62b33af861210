// The key that seals the secrets: 32 random bytes in the data folder, readable by the owner alone.
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';

const KEY_BYTES = 32;

/**
 * Reads the key, or makes one in a folder without secrets. Throws `secret-key-missing` when secrets are there but the key is not
 * (a new key would lose them silently), and `secret-key-invalid`.
 */
export function loadSecretKey(dataDir: string, hasSecrets: () => boolean): Buffer {
  const file = path.join(dataDir, 'secret.key');
  if (existsSync(file)) return readKey(file);
  if (hasSecrets()) {
    throw new TailraceError(
      'secret-key-missing',
      `${file} is missing, but the data folder holds secrets sealed with it. Put the file back, or remove the secrets' database to begin anew.`,
      { data: { file } },
    );
  }
  const key = randomBytes(KEY_BYTES);
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, `${key.toString('base64')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return key;
}

function readKey(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new TailraceError(
      'secret-key-invalid',
      `${file} does not hold a key of ${KEY_BYTES} bytes in base64. Put the right file back.`,
      { data: { file } },
    );
  }
  chmodSync(file, 0o600);
  return key;
}
