import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

const base = mkdtempSync(path.join(tmpdir(), 'tailrace-folder-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('a folder for what has to last', () => {
  test('is made with those above it, and left alone when it is there', () => {
    const wanted = path.join(base, 'a b', 'ü', 'data');
    makeFolder(wanted);
    makeFolder(wanted);
    expect(statSync(wanted).isDirectory()).toBe(true);
  });

  test('that is a file, or lies below one, is refused by its name', () => {
    const file = path.join(base, 'file');
    writeFileSync(file, '');
    for (const wanted of [file, path.join(file, 'data')])
      expect(() => makeFolder(wanted)).toThrow(
        expect.objectContaining({ code: 'folder-unusable', message: expect.stringContaining(file) }),
      );
  });

  test.skipIf(!existsSync('/proc/self'))(
    'where the kernel makes no folders, is refused and does not hang',
    () => {
      expect(() => makeFolder('/proc/x/y')).toThrow(
        expect.objectContaining({
          code: 'folder-unusable',
          message: expect.stringContaining('/proc/x'),
        }),
      );
    },
  );
});
