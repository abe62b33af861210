import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFlinkHome } from './flink-home.ts';

const work = mkdtempSync(path.join(tmpdir(), 'tailrace-flink-home-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

let count = 0;
function home(settings: Readonly<Record<string, string>>): string {
  const folder = path.join(work, `given-${(count += 1)}`);
  for (const part of ['lib', 'conf']) mkdirSync(path.join(folder, part), { recursive: true });
  writeFileSync(path.join(folder, 'lib', 'flink-dist.jar'), 'classes');
  for (const [name, text] of Object.entries(settings)) writeFileSync(path.join(folder, 'conf', name), text);
  return folder;
}

function made(given: string, settings: Readonly<Record<string, string>> = {}) {
  const at = path.join(work, `made-${(count += 1)}`);
  makeFlinkHome(at, given, settings);
  return {
    at,
    yaml: readFileSync(path.join(at, 'conf', 'config.yaml'), 'utf8')
      .trimEnd()
      .split('\n'),
    lines: readFileSync(path.join(at, 'conf', 'flink-conf.yaml'), 'utf8')
      .trimEnd()
      .split('\n'),
  };
}

describe('a home of Flink with settings over its own', () => {
  test('has the libraries, and settings for its user only', () => {
    const { at } = made(home({}), { 'rest.port': '8081' });
    expect(readFileSync(path.join(at, 'lib', 'flink-dist.jar'), 'utf8')).toBe('classes');
    expect(statSync(path.join(at, 'conf', 'config.yaml')).mode & 0o077).toBe(0);
  });

  test('given by a path from here, too', () => {
    const given = path.relative(process.cwd(), home({}));
    const { at } = made(given);
    expect(readFileSync(path.join(at, 'lib', 'flink-dist.jar'), 'utf8')).toBe('classes');
  });

  test('what is wrong with settings is said without what they hold', () => {
    const given = home({ 'config.yaml': 'password: [open-sesame\n' });
    expect(() => made(given)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('open-sesame') }),
    );
  });

  test('nested settings are flattened, and given ones win', () => {
    const given = home({
      'config.yaml':
        'rest:\n  address: far\n  port: 9\nenv.java.opts.all: -Da="b c"\npipeline:\n  jars: [a, b]\n  empty:\n',
    });
    const { yaml, lines } = made(given, { 'rest.address': 'near' });
    expect(yaml).toEqual([
      '"rest.address": "near"',
      '"rest.port": "9"',
      String.raw`"env.java.opts.all": "-Da=\"b c\""`,
      '"pipeline.jars": "a;b"',
    ]);
    expect(lines).toEqual([
      'rest.address: near',
      'rest.port: 9',
      'env.java.opts.all: -Da="b c"',
      'pipeline.jars: a;b',
    ]);
  });

  test('lines of older releases are read, without comments', () => {
    const given = home({ 'flink-conf.yaml': '# one\nrest.port: 9 # two\r\nio.tmp.dirs: /a:/b\n\n' });
    expect(made(given).lines).toEqual(['rest.port: 9', 'io.tmp.dirs: /a:/b']);
  });

  test.each([
    ['no folder lib', () => work],
    ['settings cannot be read', () => home({ 'config.yaml': 'a: [' })],
  ])('%s is said', (why, given) => {
    expect(() => made(given())).toThrow(
      expect.objectContaining({ code: 'flink-home-unusable', message: expect.stringContaining(why) }),
    );
  });
});
