import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Offset } from '../api/index.ts';
import {
  CHECKPOINT_FILE,
  fileCheckpointStore,
  systemFiles,
  type CheckpointFiles,
} from './file-checkpoint-store.ts';
import type { RunCheckpoint } from './run-checkpoint.ts';

const at = (generation: number): RunCheckpoint => ({
  generation,
  fingerprint: 'f',
  source: {
    offset: `0/${generation}` as Offset,
    ...(generation % 2 === 0 ? { snapshot: { finishedSplits: ['a#1'], finishedTables: ['s.t'] } } : {}),
  },
  tables: ['s.t', 's.`odd.name`'],
  chain: { state: [1, null, 'ü'] },
  ...(generation % 3 === 0 ? { upsertUntil: '0/99' as Offset, upsertAlways: true } : {}),
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-checkpoint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = () => path.join(folder, CHECKPOINT_FILE);

describe('checkpoints on disk', () => {
  test('there is none in a new folder', async () => {
    expect(await fileCheckpointStore(path.join(folder, 'not-there')).load()).toBeUndefined();
  });

  test('what was saved last is loaded by another process', async () => {
    const store = fileCheckpointStore(path.join(folder));
    for (const generation of [1, 2, 3, 6]) {
      await store.save(at(generation));
      expect(await fileCheckpointStore(folder).load()).toEqual(at(generation));
    }
    const before = fileCheckpointStore(folder);
    writeFileSync(file(), readFileSync(path.join(folder, 'checkpoint.previous.json')));
    expect(await before.load()).toEqual(at(3));
  });

  test('a file with any byte changed or cut off anywhere is refused, never read as an older or a first start', async () => {
    await fileCheckpointStore(folder).save(at(2));
    const whole = readFileSync(file());
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (place, flip, cut) => {
          const damaged = cut ? whole.subarray(0, place) : Buffer.from(whole);
          if (!cut) damaged[place] = (whole[place] ?? 0) ^ flip;
          writeFileSync(file(), damaged);
          // The final line break alone carries nothing.
          if (cut && place === whole.length - 1) return;
          if (!cut && place === whole.length - 1) return;
          await expect(fileCheckpointStore(folder).load()).rejects.toMatchObject({
            code: 'checkpoint-unreadable',
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a record of a later format is refused with both numbers', async () => {
    const { createHash } = await import('node:crypto');
    const body = JSON.stringify({ format: 9 });
    writeFileSync(file(), `${createHash('sha256').update(body).digest('hex')}\n${body}\n`);
    await expect(fileCheckpointStore(folder).load()).rejects.toThrow(/format is 9, this version reads 1/u);
  });

  const steps: readonly (keyof CheckpointFiles)[] = ['writeDurably', 'rename', 'syncFolder'];
  test.each(steps)('a failure of %s is a retryable error, and a whole record stays', async (step) => {
    await fileCheckpointStore(folder).save(at(1));
    await fileCheckpointStore(folder).save(at(2));
    const failing: CheckpointFiles = {
      ...systemFiles,
      [step]: async () => {
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
    };
    await expect(fileCheckpointStore(folder, failing).save(at(3))).rejects.toMatchObject({
      code: 'checkpoint-not-written',
      retryable: true,
      data: { systemCode: 'ENOSPC' },
    });
    const kept = await fileCheckpointStore(folder).load();
    expect([2, 3]).toContain(kept?.generation);
    await fileCheckpointStore(folder).save(at(4));
    expect((await fileCheckpointStore(folder).load())?.generation).toBe(4);
  });

  test.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'on a disk that is really full the old record stays whole',
    async (context) => {
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
      } catch {
        context.skip('no file system may be mounted here');
      }
      try {
        const store = fileCheckpointStore(folder);
        await store.save(at(1));
        const big = { ...at(2), chain: 'x'.repeat(200_000) };
        await expect(store.save(big)).rejects.toMatchObject({ code: 'checkpoint-not-written' });
        expect(await store.load()).toEqual(at(1));
      } finally {
        execFileSync('umount', [folder]);
      }
    },
  );
});
