// AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the secret's name is authenticated with it, so that two rows of the
// table cannot be exchanged.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { SealedSecret } from '../storage/index.ts';

const TAG_BYTES = 16;

export function seal(key: Buffer, name: string, value: string): SealedSecret {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(name, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { nonce, ciphertext };
}

/** Throws `secret-unreadable` when key, name or bytes are not those it was sealed with. */
export function unseal(key: Buffer, name: string, sealed: SealedSecret): string {
  try {
    const body = Buffer.from(sealed.ciphertext);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(name, 'utf8'));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    return Buffer.concat([
      decipher.update(body.subarray(0, body.length - TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    throw new TailraceError(
      'secret-unreadable',
      `The secret ${name} cannot be read with this data folder's key. Set it again.`,
      { data: { name } },
    );
  }
}
