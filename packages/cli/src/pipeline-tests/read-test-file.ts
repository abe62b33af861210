// A file of tests, read by hand with a place for every mistake: a test that is written wrong must not pass by being misread.
import path from 'node:path';
import { parseYaml, type Path } from '@tailrace/core/yaml';
import { readExpectedError } from './read-expected-error.ts';
import { readEvents } from './read-events.ts';
import type { PipelineTest, PipelineText, TestFile } from './pipeline-test.ts';
import {
  fault,
  faultAt,
  isMapping,
  mappingAt,
  type Reader,
  type ReadFile,
  textAt,
  valueAt,
} from './reader.ts';

const SHARED_KEYS = ['pipeline', 'given', 'order', 'now', 'time-zone'];
const FILE_KEYS = [...SHARED_KEYS, 'description', 'tests'];
const TEST_KEYS = [...SHARED_KEYS, 'name', 'description', 'events', 'expect', 'error', 'only', 'skip'];

/** Throws TailraceError `test-file` that says where in the file what is wrong, and what reading the files that it names throws. */
export async function readTestFile(file: string, text: string, readFile: ReadFile): Promise<TestFile> {
  const yaml = parseYaml(text);
  const here: ReadFile = async (name) => await readFile(path.join(path.dirname(file), name));
  const reader: Reader = { file, yaml, readFile: here };
  const [broken] = yaml.errors;
  if (broken !== undefined) throw faultAt(reader, broken.range.start, broken.message);
  const root = mappingAt(reader, [], FILE_KEYS);
  const shared = await readShared(reader, []);
  const entries = root['tests'];
  if (!Array.isArray(entries) || entries.length === 0) throw fault(reader, ['tests'], '`tests` is a list');
  const tests: PipelineTest[] = [];
  const names = new Set<string>();
  for (const index of entries.keys()) {
    const test = await readTest(reader, index, shared);
    if (names.has(test.name)) {
      throw fault(reader, ['tests', index, 'name'], `there are two tests named "${test.name}"`);
    }
    names.add(test.name);
    tests.push(test);
  }
  return { file, tests };
}

type Shared = Partial<Pick<PipelineTest, 'pipeline' | 'given' | 'order' | 'now' | 'timeZone'>>;

async function readShared(reader: Reader, at: Path): Promise<Shared> {
  const pipeline = await readPipeline(reader, [...at, 'pipeline']);
  const given = await readEvents(reader, [...at, 'given']);
  const order = readOrder(reader, [...at, 'order']);
  const now = readInstant(reader, [...at, 'now']);
  const timeZone = textAt(reader, [...at, 'time-zone']);
  return {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(given === undefined ? {} : { given }),
    ...(order === undefined ? {} : { order }),
    ...(now === undefined ? {} : { now }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

async function readTest(reader: Reader, index: number, shared: Shared): Promise<PipelineTest> {
  const at: Path = ['tests', index];
  const entry = mappingAt(reader, at, TEST_KEYS);
  const name = textAt(reader, [...at, 'name']);
  if (name === undefined) throw fault(reader, at, 'a test needs a `name`');
  const own = await readShared(reader, at);
  const all = { ...shared, ...own };
  if (all.pipeline === undefined) throw fault(reader, at, `the test "${name}" has no \`pipeline\``);
  const skip = readSkip(reader, [...at, 'skip'], entry['skip']);
  return {
    name,
    pipeline: all.pipeline,
    given: [...(shared.given ?? []), ...(own.given ?? [])],
    events: (await readEvents(reader, [...at, 'events'])) ?? [],
    order: all.order ?? 'exact',
    timeZone: all.timeZone ?? 'UTC',
    only: readFlag(reader, [...at, 'only'], entry['only']),
    ...(all.now === undefined ? {} : { now: all.now }),
    ...(await readExpectation(reader, at, name)),
    ...(skip === undefined ? {} : { skip }),
  };
}

/** What has to come out: events, an error, or events and then an error. */
async function readExpectation(
  reader: Reader,
  at: Path,
  name: string,
): Promise<Pick<PipelineTest, 'expect' | 'error'>> {
  const expect = await readEvents(reader, [...at, 'expect']);
  const error = readExpectedError(reader, [...at, 'error']);
  if (expect === undefined && error === undefined) {
    throw fault(reader, at, `the test "${name}" expects nothing: give it \`expect\` or \`error\``);
  }
  return { ...(expect === undefined ? {} : { expect }), ...(error === undefined ? {} : { error }) };
}

/** A path, the document as a text of several lines, or the document itself. */
async function readPipeline(reader: Reader, at: Path): Promise<PipelineText | undefined> {
  const value = valueAt(reader.yaml, at);
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    if (value.includes('\n')) return { text: value, file: `${reader.file} (pipeline)` };
    return { text: await reader.readFile(value), file: value };
  }
  const range = reader.yaml.valueRange(at);
  if (!isMapping(value) || range === undefined) {
    throw fault(reader, at, '`pipeline` is a path, or a pipeline document');
  }
  // Everything around the document is blanked, so that places in it are places in this file.
  const { text } = reader.yaml;
  const blank = (part: string) => part.replaceAll(/[^\n\r]/gu, ' ');
  return {
    text: `${blank(text.slice(0, range.start))}${text.slice(range.start, range.end)}\n`,
    file: reader.file,
  };
}

function readOrder(reader: Reader, at: Path): PipelineTest['order'] | undefined {
  const text = textAt(reader, at);
  if (text === undefined || text === 'exact' || text === 'per-table') return text;
  throw fault(reader, at, `\`order\` is exact or per-table, got "${text}"`);
}

function readInstant(reader: Reader, at: Path): number | undefined {
  const text = textAt(reader, at);
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/u.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return ms;
  throw fault(reader, at, `\`now\` is an instant such as 2026-01-31T12:00:00Z, got "${text}"`);
}

function readFlag(reader: Reader, at: Path, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw fault(reader, at, `\`${String(at.at(-1))}\` is true or false`);
}

function readSkip(reader: Reader, at: Path, value: unknown): string | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === true) return '';
  if (typeof value === 'string') return value;
  throw fault(reader, at, '`skip` is true or a reason');
}
