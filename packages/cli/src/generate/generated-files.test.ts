import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES } from '@tailrace/core/diagnostics';
import { generatedFiles } from './generated-files.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');

describe('what is generated', () => {
  it('is what the code says now; `pnpm generate` makes it so', async () => {
    for (const [file, text] of await generatedFiles(root)) {
      const checkedIn = await readFile(path.join(root, file), 'utf8').catch(() => '');
      expect(checkedIn === text ? file : `${file} is stale`).toBe(file);
    }
  });

  it('explains every code', async () => {
    const page = (await generatedFiles(root)).get('docs/generated/diagnostics.md') ?? '';
    const unexplained = Object.keys(DIAGNOSTIC_CODES).filter((code) => !page.includes(`## ${code}\n`));
    expect(unexplained).toEqual([]);
  });
});
