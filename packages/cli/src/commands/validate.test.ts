// Validation and export as commands; and that no document of the conformance cases is refused, unless its case asks for an error.
// (Which documents are invalid is asked by ../conformance.test.ts.)
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Io } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { dispatch } from '../dispatch.ts';

const CASES = '../shared/conformance/visible';

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly pipeline: string;
  readonly error?: unknown;
  readonly skip?: unknown;
}

interface Report {
  readonly valid: boolean;
  readonly diagnostics: readonly {
    code: string;
    path: (string | number)[];
    message: string;
    severity: string;
  }[];
}

async function call(
  argv: readonly string[],
  document: string,
): Promise<{ status: number; out: string; err: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io: Io = {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    readText: async () => await Promise.resolve(document),
    openRead: async () => await Promise.resolve(new PassThrough()),
  };
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const status = await dispatch(argv, io, COMMANDS);
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { status, out, err };
}

const validateJson = async (document: string): Promise<Report> =>
  JSON.parse((await call(['validate', '-', '--format', 'json'], document)).out) as Report;

const suites = existsSync(CASES)
  ? readdirSync(CASES).map((file) => {
      const suite = JSON.parse(readFileSync(path.join(CASES, file), 'utf8')) as { cases: readonly Case[] };
      return [file, suite.cases.filter((one) => one.skip === undefined)] as const;
    })
  : [];

describe.skipIf(suites.length === 0)('the conformance cases', () => {
  it.each(suites)('%s: no document is refused that runs', async (_file, cases) => {
    const refused: string[] = [];
    for (const one of cases) {
      if (one.kind === 'validate' || one.error !== undefined) continue;
      const { diagnostics } = await validateJson(one.pipeline);
      const errors = diagnostics.filter((found) => found.severity === 'error');
      if (errors.length > 0) refused.push(`${one.name}: ${errors.map((found) => found.message).join(' ')}`);
    }
    expect(refused).toEqual([]);
  });
});

const values = 'source:\n  type: values\nsink:\n  type: values\n';

describe('validate', () => {
  it('prints findings with their lines, and a summary', async () => {
    const { status, out } = await call(['validate', '-'], values.replace('sink', 'snik'));
    expect(status).toBe(1);
    expect(out).toContain('error[unknown-section] standard input:3:1');
    expect(out).toContain('3 | snik:\n  | ^^^^');
    expect(out).toContain('standard input is not valid: 2 errors');
  });

  it('looks at a release only when asked to', async () => {
    const document = `${values}transform:\n  - source-table: a.b\n    filter: TRY_CAST(s AS INT) = 1\n`;
    expect((await call(['validate', '-'], document)).status).toBe(0);
    const asked = await call(['validate', '-', '--target', '3.6'], document);
    expect([asked.status, asked.out]).toEqual([1, expect.stringContaining('target-refuses')]);
    expect((await call(['validate', '-', '--target', '2.0'], document)).status).toBe(2);
  });
});

describe('fmt', () => {
  it('prints the usual layout, or says whether it is there', async () => {
    const document = 'source: {type:   values}\nsink:\n    type: values\n';
    const { status, out } = await call(['fmt', '-'], document);
    expect([status, out]).toEqual([0, 'source: {type: values}\n\nsink:\n  type: values\n']);
    expect((await call(['fmt', '-', '--check'], document)).status).toBe(1);
    expect((await call(['fmt', '-', '--check'], out)).status).toBe(0);
    expect((await call(['fmt', '-'], 'source: [')).err).toContain('yaml-syntax');
  });
});

describe('export', () => {
  it('prints the document, or says what Flink CDC cannot do', async () => {
    expect(await call(['export', '-'], values)).toMatchObject({ status: 0, out: values, err: '' });
    const sink = '  type: postgres\n  hostname: h\n  username: u\n  database: d\n';
    const refused = await call(['export', '-'], `source:\n  type: values\nsink:\n${sink}`);
    expect(refused).toMatchObject({
      status: 1,
      out: '',
      err: expect.stringContaining('not-on-flink') as string,
    });
    expect((await call(['export', '-', '--target', 'spark'], values)).status).toBe(2);
  });
});
