import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../commands.ts';
import { UsageError } from '../command.ts';
import { dispatch } from '../dispatch.ts';

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));
const CREATE =
  '{type: create.table, table: db.t, schema: {columns: [{name: id, type: INT}, {name: n, type: BIGINT}], primaryKeys: [id]}}';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tailrace-tests-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command over files that exist only here, or over those of a folder. */
async function runCommand(argv: readonly string[], files?: Readonly<Record<string, string>>) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = dispatch(
    ['test', ...argv],
    {
      stdout,
      stderr,
      stdin: new PassThrough(),
      env: {},
      signal: new AbortController().signal,
      readText: async (file) => {
        const given = files === undefined ? readFileSync(file, 'utf8') : files[file];
        if (given === undefined) throw new UsageError(`${file}: no such file`);
        return await Promise.resolve(given);
      },
      openRead: async () => await Promise.reject(new Error('tests read no streams')),
    },
    COMMANDS,
  ).finally(() => {
    stdout.end();
    stderr.end();
  });
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  return { code: await code, out, err };
}

const PIPELINE = `pipeline:
  source: { type: values }
  sink: { type: values }
  transform:
    - source-table: db.t
      projection: id, n * 2 AS twice
      filter: n > 0
given: [${CREATE}]
tests:
`;

const insert = (n: string) => `[{type: insert, table: db.t, after: {id: 1, n: ${n}}}]`;

describe('tailrace test', () => {
  it('passes over the examples', async () => {
    const { code, out, err } = await runCommand([path.join(examples, 'shards-merged.test.yaml')]);
    expect(err).toBe('');
    expect(out).toContain('3 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('says field by field what is different, and fails', async () => {
    const file = `${PIPELINE}  - name: doubles\n    events: ${insert('4')}\n    expect: [{type: insert, table: db.t, after: {id: 1, twice: 9}}]\n`;
    const { code, out } = await runCommand(['t.yaml'], { 't.yaml': file });
    expect(out).toContain('after.twice: expected 9, got 8');
    expect(out).toContain('0 passed, 1 failed');
    expect(code).toBe(1);
  });

  it.each([
    ['too few', `expect: []`, insert('4')],
    ['too many', `expect: [{type: insert, table: db.t, after: {id: 1, twice: 8}}]`, insert('-4')],
    ['an error that does not come', `error: expression-failed`, insert('4')],
  ])('fails over %s', async (_, expectation, events) => {
    const file = `${PIPELINE}  - name: one\n    events: ${events}\n    ${expectation}\n`;
    expect((await runCommand(['t.yaml'], { 't.yaml': file })).code).toBe(1);
  });

  it('keeps whole numbers exact that JavaScript cannot hold', async () => {
    const file = `${PIPELINE}  - name: exact\n    events: ${insert('4611686018427387903')}\n    expect: [{type: insert, table: db.t, after: {id: 1, twice: 9223372036854775806}}]\n`;
    expect((await runCommand(['t.yaml'], { 't.yaml': file })).out).toContain('1 passed, 0 failed');
  });

  it('runs what --filter and `only` choose, and writes JUnit', async () => {
    const one = (name: string, more: string) =>
      `  - {name: ${name}, events: ${insert('-1')}, expect: []${more}}\n`;
    const file = PIPELINE + one('a <one>', '') + one('b', ', only: true') + one('c', ', skip: not yet');
    const only = await runCommand(['t.yaml'], { 't.yaml': file });
    expect(only.out).toContain('1 passed, 0 failed');
    expect(only.out).toContain('2 more left out');
    const junit = path.join(folder, 'results.xml');
    const filtered = await runCommand(['t.yaml', '--filter', '^[ac]', '--junit', junit], { 't.yaml': file });
    expect(filtered.out).toContain('1 passed, 0 failed, 1 skipped');
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('name="a &lt;one&gt;"');
    expect(xml).toContain('<skipped message="not yet"/>');
    expect((await runCommand(['t.yaml', '--filter', 'zzz'], { 't.yaml': file })).code).toBe(1);
  });

  it.each([
    ['tests:\n  - name: x\n    expected: []\n', 't.yaml:3:5: unknown key `expected`; did you mean `expect`?'],
    [`${PIPELINE}  - name: x\n    events: []\n`, 'expects nothing'],
    ['tests: [\n', 't.yaml:'],
    ['pipeline: gone.yaml\ntests: [{name: x, expect: []}]\n', 'gone.yaml: no such file'],
  ])('says where a test file is wrong: %j', async (file, words) => {
    const { code, out } = await runCommand(['t.yaml'], { 't.yaml': file });
    expect(out).toContain(words);
    expect(out).not.toMatch(/\n\s+at /u);
    expect(code).toBe(1);
  });

  it('answers a wrong call with 2', async () => {
    expect((await runCommand(['gone.yaml'], {})).code).toBe(2);
    expect((await runCommand([], {})).code).toBe(2);
    expect((await runCommand(['t.yaml', '--filter', '('], { 't.yaml': 'tests: []' })).code).toBe(2);
  });
});
