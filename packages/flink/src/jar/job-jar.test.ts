import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeJobJar } from './job-jar.ts';
import type { JarNeeds } from './cdc-jars.ts';
import { contentOf, readZip, storedEntry, writeZip, type ZipEntry } from './zip.ts';

const SERVICE = 'META-INF/services/org.apache.flink.cdc.common.factories.Factory';
const ENTRY = 'org/apache/flink/cdc/cli/CliExecutor.class';

const zip = (entries: readonly ZipEntry[]) => Buffer.concat([...writeZip(entries)]);
const stored = (name: string, text: string) => storedEntry(name, Buffer.from(text));
const deflated = (name: string, text: string): ZipEntry => ({
  ...stored(name, text),
  method: 8,
  data: deflateRawSync(Buffer.from(text)),
});
const texts = (jar: Buffer) =>
  new Map(readZip(jar, 'x.jar').map((entry) => [entry.name, contentOf(entry).toString()]));

describe('archives', () => {
  const entry = fc
    .record({ name: fc.string({ minLength: 1, unit: 'grapheme' }), text: fc.string(), deflate: fc.boolean() })
    .map(({ name, text, deflate }) => (deflate ? deflated : stored)(name, text));

  test('what is written is read again, bytes as they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.name }), (entries) => {
        const read = readZip(zip(entries), 'x.jar');
        expect(read).toEqual(entries);
      }),
    );
  });

  test('the checksum of an entry of ours is the one of zip', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(storedEntry('x', Buffer.from(bytes)).crc).toBe(crc32(bytes));
      }),
    );
  });

  test('more entries than 16 bits can count', () => {
    const many = Array.from({ length: 70_000 }, (_, at) => stored(`class/${at}`, ''));
    expect(readZip(zip(many), 'x.jar').length).toBe(70_000);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no archive', Buffer.from('hello'.repeat(100))],
    ['half of one', zip([stored('a', 'x'.repeat(500)), stored('b', 'y')]).subarray(300)],
    ['one with a damaged directory', zip([stored('a', 'x')]).fill(0, 32, 40)],
  ])('%s is refused by its name', (_, bytes) => {
    expect(() => readZip(bytes, 'some.jar')).toThrow(
      expect.objectContaining({ code: 'jar-unreadable', message: expect.stringContaining('some.jar') }),
    );
  });
});

describe('the job jar', () => {
  const base = mkdtempSync(path.join(tmpdir(), 'tailrace-jars-'));
  const folder = path.join(base, 'home');
  const cacheFolder = path.join(base, 'cache');
  const put = (name: string, entries: readonly ZipEntry[]) =>
    writeFileSync(path.join(folder, name), zip(entries));
  const needs: JarNeeds = { source: 'mysql', sink: 'doris', functions: [], usesModels: false };
  const make = async (more: Partial<JarNeeds> = {}) =>
    makeJobJar({ kind: 'folder', folder, cacheFolder }, { ...needs, ...more });
  const factory = (type: string) => `org.apache.flink.cdc.connectors.${type}.factory.SomeFactory\n`;

  beforeAll(() => {
    mkdirSync(path.join(folder, 'lib'), { recursive: true });
    put('lib/flink-cdc-dist-3.6.0.jar', [
      stored('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\r\nMulti-Release: true\r\n'),
      deflated(ENTRY, 'main ([Ljava/lang/String;)V'),
      stored('org/apache/flink/cdc/cli/CliFrontend.class', ''),
      stored('same.txt', 'of dist'),
    ]);
    put('a-mysql.jar', [
      deflated(SERVICE, `# ours\n${factory('mysql')}`),
      stored('same.txt', 'of mysql'),
      stored('META-INF/SOME.RSA', 'signature'),
      stored('module-info.class', ''),
    ]);
    put('b-doris.jar', [stored(SERVICE, factory('doris').trim())]);
    put('c-kafka.jar', [stored(SERVICE, factory('kafka')), stored('of-kafka.txt', '')]);
    put('driver.jar', [stored('com/mysql/cj/jdbc/Driver.class', '')]);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test('holds what the document needs: services united, first entry wins, no signatures, no other connectors', async () => {
    const jar = await make();
    expect(jar.cdcVersion).toBe('3.6.0');
    const all = texts(Buffer.from(await (await jar.content()).arrayBuffer()));
    expect(all.get(SERVICE)).toBe(factory('mysql') + factory('doris'));
    expect(all.get('same.txt')).toBe('of mysql');
    expect(all.get('META-INF/MANIFEST.MF')).toContain('Multi-Release: true');
    expect([...all.keys()]).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/RSA|module-info|of-kafka/)]),
    );
    expect(all.get('com/mysql/cj/jdbc/Driver.class')).toBe('');
  });

  test('is made once for the same jars, and anew when one has changed', async () => {
    const first = await make();
    expect((await make()).name).toBe(first.name);
    expect(readdirSync(cacheFolder)).toEqual([first.name]);
    const driver = readFileSync(path.join(folder, 'driver.jar'));
    put('driver.jar', [stored('com/mysql/cj/jdbc/Driver.class', 'newer')]);
    const second = await make();
    writeFileSync(path.join(folder, 'driver.jar'), driver);
    expect(second.name).not.toBe(first.name);
    expect((await make()).name).toBe(first.name);
  });

  test('every jar that is missing is named, with where to get it', async () => {
    const attempt = make({ source: 'oracle', sink: 'paimon', functions: ['com.me.Upper'], usesModels: true });
    const error: unknown = await attempt.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'flink-jars-missing' });
    const { message } = error as Error;
    for (const named of [
      'org.apache.flink:flink-cdc-pipeline-connector-oracle:3.6.0',
      'the driver of oracle (com.oracle.database.jdbc:ojdbc8)',
      'org.apache.flink:flink-cdc-pipeline-connector-paimon:3.6.0',
      'com.me.Upper',
      'flink-cdc-pipeline-model',
      'Maven Central',
    ]) {
      expect(message).toContain(named);
    }
    expect(message).not.toContain('flink-cdc-dist');
  });

  test('an empty folder, and a release without a main method', async () => {
    await expect(
      makeJobJar({ kind: 'folder', folder: path.join(base, 'nothing'), cacheFolder }, needs),
    ).rejects.toMatchObject({ code: 'flink-jars-missing' });
    put('0-older.jar', [stored(ENTRY, 'no entry')]);
    await expect(make()).rejects.toMatchObject({ code: 'flink-cdc-too-old' });
    rmSync(path.join(folder, '0-older.jar'));
  });

  test('a cluster that has everything in its lib gets a jar with nothing but a manifest', async () => {
    const jar = await makeJobJar({ kind: 'cluster-lib' }, needs);
    const all = texts(Buffer.from(await (await jar.content()).arrayBuffer()));
    expect([...all.keys()]).toEqual(['META-INF/MANIFEST.MF']);
  });
});
