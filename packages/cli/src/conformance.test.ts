// The conformance cases beside the repository, run through the commands in one process. They are not part of the repository: where they
// are missing, the test says so and passes. Cases that do not pass yet stand in conformance-pending.ts with a reason; one that passes
// and still stands there is a failure too, so that the list can only shrink.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import type { Io } from './command.ts';
import { PENDING } from './conformance-pending.ts';
import { dispatch } from './dispatch.ts';

interface Case {
  readonly name: string;
  readonly kind: 'dry-run' | 'explain' | 'validate';
  readonly pipeline: string;
  readonly events?: readonly unknown[];
  readonly tables?: readonly string[];
  readonly expect?: unknown;
  readonly error?: readonly string[];
  readonly valid?: boolean;
  readonly order?: string;
  readonly skip?: string;
}

interface Suite {
  readonly suite: string;
  readonly cases: readonly Case[];
}

/** The comparison of the cases' own runner. Each gives null or the first difference. */
interface Comparison {
  diffEvents(want: unknown, got: readonly unknown[], order: string | undefined): string | null;
  diffExplain(want: unknown, got: unknown): string | null;
  diffValidate(want: Case, got: unknown): string | null;
}

const HOME = fileURLToPath(new URL('../../../../shared/conformance/', import.meta.url));

async function call(argv: readonly string[], files: Readonly<Record<string, string>>) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const outcome = Promise.all([text(stdout), text(stderr)]);
  const io: Io = {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    readText: async (file) => await Promise.resolve(files[file] ?? ''),
    openRead: async (file) => await Promise.resolve(Readable.from([files[file] ?? ''])),
  };
  const status = await dispatch(argv, io, COMMANDS);
  stdout.end();
  stderr.end();
  const [out, err] = await outcome;
  return { status, out, err };
}

function argumentsOf(one: Case): readonly string[] {
  switch (one.kind) {
    case 'dry-run':
      return ['dry-run', 'pipeline.yaml', '--events', 'events.jsonl'];
    case 'explain':
      return ['explain', 'pipeline.yaml', '--tables', (one.tables ?? []).join(','), '--format', 'json'];
    case 'validate':
      return ['validate', 'pipeline.yaml', '--format', 'json'];
  }
}

/** What is different from the expectation; null when nothing is. */
async function differenceOf(one: Case, compare: Comparison): Promise<string | null> {
  const events = (one.events ?? []).map((event) => `${JSON.stringify(event)}\n`).join('');
  const files = { 'pipeline.yaml': one.pipeline, 'events.jsonl': events };
  const { status, out, err } = await call(argumentsOf(one), files);
  if (/^\s{4}at /mu.test(err) || /^\s{4}at /mu.test(out)) return `a stack trace: ${err}`;
  if (one.error !== undefined) {
    if (status === 0) return `expected an error (${one.error.join(', ')}), got exit status 0`;
    const missing = one.error.find((pattern) => !new RegExp(pattern, 'iu').test(err));
    return missing === undefined ? null : `the message does not match /${missing}/: ${err}`;
  }
  if (one.kind === 'validate') return compare.diffValidate(one, JSON.parse(out));
  if (status !== 0) return `exit status ${status}: ${err}`;
  if (one.kind === 'explain') return compare.diffExplain(one.expect, JSON.parse(out));
  const got = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  return compare.diffEvents(one.expect, got, one.order);
}

function readSuites(): readonly Suite[] {
  if (!existsSync(HOME)) return [];
  const folder = `${HOME}visible`;
  return readdirSync(folder)
    .toSorted()
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Suite);
}

const suites = readSuites();
if (suites.length === 0) console.log('conformance: no cases beside the repository (../shared/conformance)');

/** What is wrong with a suite: differences of cases that ought to pass, and pending ones that pass. */
async function wrongIn(suite: Suite): Promise<readonly string[]> {
  const compare = (await import(`${HOME}run.mjs`)) as Comparison;
  const wrong: string[] = [];
  let passed = 0;
  for (const one of suite.cases) {
    if (one.skip !== undefined) continue;
    const title = `${suite.suite} > ${one.name}`;
    const difference = await differenceOf(one, compare);
    const pending = PENDING.some((entry) => entry.cases.includes(title));
    if (difference === null) passed += 1;
    else if (!pending) wrong.push(`${title}\n    ${difference}`);
    if (difference === null && pending) wrong.push(`${title} passes: take it off the list of pending cases`);
  }
  console.log(`conformance ${suite.suite}: ${passed} of ${suite.cases.length}`);
  return wrong;
}

describe('conformance', () => {
  it.each(suites.map((suite) => [suite.suite, suite] as const))('%s', async (_name, suite) => {
    expect((await wrongIn(suite)).join('\n')).toBe('');
  });

  it('has no pending case that does not exist', () => {
    const titles = new Set(
      suites.flatMap((suite) => suite.cases.map((one) => `${suite.suite} > ${one.name}`)),
    );
    const unknown = PENDING.flatMap((entry) => entry.cases).filter((title) => !titles.has(title));
    expect(titles.size === 0 ? [] : unknown).toEqual([]);
  });
});
