import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStorage, type Storage } from '../storage/index.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { seal, unseal } from './seal.ts';
import { createSecretVault } from './secret-service.ts';

let folder: TestFolder;
let storage: Storage;
const keyFile = () => path.join(folder.path, 'secret.key');

beforeEach(() => {
  folder = testFolder();
  storage = openStorage(folder.path);
});
afterEach(() => {
  storage.close();
  folder[Symbol.dispose]();
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof TailraceError) return error.code;
    throw error;
  }
  return 'none';
}

it('gives a secret back only to the server, after a restart too', () => {
  createSecretVault(folder.path, storage.secrets).set('SHOP', 'pässword ✓');
  storage.close();
  storage = openStorage(folder.path);
  const vault = createSecretVault(folder.path, storage.secrets);
  expect(vault.reveal('SHOP')).toBe('pässword ✓');
  expect(JSON.stringify(vault.list())).not.toContain('pässword');
  vault.remove('SHOP');
  expect(vault.reveal('SHOP')).toBeUndefined();
  expect(codeOf(() => vault.remove('SHOP'))).toBe('secret-not-found');
});

it('writes no secret in the clear anywhere in the folder', () => {
  const canary = 'canary-7f3a9c51e2';
  createSecretVault(folder.path, storage.secrets).set('SHOP', canary);
  const forms = [canary, Buffer.from(canary).toString('base64'), encodeURIComponent(canary)];
  for (const file of readdirSync(folder.path)) {
    const bytes = readFileSync(path.join(folder.path, file));
    for (const form of forms) expect(bytes.includes(form), `${form} in ${file}`).toBe(false);
  }
});

it('keeps its key to the owner', () => {
  createSecretVault(folder.path, storage.secrets);
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
});

it('makes no new key while secrets wait for the old one', () => {
  createSecretVault(folder.path, storage.secrets).set('SHOP', 'x');
  rmSync(keyFile());
  expect(codeOf(() => createSecretVault(folder.path, storage.secrets))).toBe('secret-key-missing');
  writeFileSync(keyFile(), 'short');
  expect(codeOf(() => createSecretVault(folder.path, storage.secrets))).toBe('secret-key-invalid');
});

it('refuses a row that was exchanged, changed, or sealed with another key', () => {
  const key = Buffer.alloc(32, 1);
  const sealed = seal(key, 'A', 'value');
  expect(unseal(key, 'A', sealed)).toBe('value');
  expect(codeOf(() => unseal(key, 'B', sealed))).toBe('secret-unreadable');
  expect(codeOf(() => unseal(Buffer.alloc(32, 2), 'A', sealed))).toBe('secret-unreadable');
  const flipped = Uint8Array.from(sealed.ciphertext, (byte, at) => (at === 0 ? byte ^ 1 : byte));
  expect(codeOf(() => unseal(key, 'A', { ...sealed, ciphertext: flipped }))).toBe('secret-unreadable');
  expect(codeOf(() => unseal(key, 'A', { ...sealed, ciphertext: new Uint8Array(3) }))).toBe(
    'secret-unreadable',
  );
  expect(Buffer.from(seal(key, 'A', 'value').nonce).equals(Buffer.from(sealed.nonce))).toBe(false);
});
