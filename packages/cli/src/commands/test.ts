// `tailrace test`: unit tests of pipelines. Events go through the operators that dry runs and the engine use; nothing is contacted.
import { writeFile } from 'node:fs/promises';
import { TailraceError } from '@tailrace/core/diagnostics';
import { type Command, type CommandArgs, type Io, UsageError, stringOption, write } from '../command.ts';
import { junitReport } from '../pipeline-tests/junit.ts';
import type { FileResult, TestFile, TestResult } from '../pipeline-tests/pipeline-test.ts';
import { readTestFile } from '../pipeline-tests/read-test-file.ts';
import { runTest } from '../pipeline-tests/run-test.ts';
import { displayName } from '../read-document.ts';

export const test: Command = {
  name: 'test',
  summary: 'runs unit tests of pipelines, described in YAML, without any database',
  usage: 'FILE… [--filter REGEX] [--junit FILE]',
  positionals: [1, Number.MAX_SAFE_INTEGER],
  options: {
    filter: { type: 'string', placeholder: 'REGEX', description: 'only tests whose name matches' },
    junit: { type: 'string', placeholder: 'FILE', description: 'also writes the results as JUnit XML' },
  },
  run: async (args, io) => {
    const filter = readFilter(args);
    const files: FileResult[] = [];
    for (const file of args.positionals) {
      const result = await runFile(file, filter, io);
      files.push(result);
      await write(io.stdout, inWords(result));
    }
    const junit = stringOption(args, 'junit');
    if (junit !== undefined) await writeReport(junit, junitReport(files));
    const results = files.flatMap((file) => file.results);
    await write(io.stdout, `${summary(results)}\n`);
    if (results.length === 0) await write(io.stderr, 'tailrace: no test has a name that matches --filter\n');
    return results.length > 0 && results.every(({ status }) => status !== 'failed') ? 0 : 1;
  },
};

function readFilter(args: CommandArgs): RegExp | undefined {
  const text = stringOption(args, 'filter');
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'iu');
  } catch (error) {
    throw new UsageError(
      `--filter is a regular expression: ${error instanceof Error ? error.message : text}`,
    );
  }
}

/** A file that cannot be read as tests is one failed test; one that is not there is a wrong call. */
async function runFile(file: string, filter: RegExp | undefined, io: Io): Promise<FileResult> {
  const name = displayName(file);
  const text = await io.readText(file);
  let tests: TestFile;
  try {
    tests = await readTestFile(file === '-' ? 'standard input' : file, text, (path) => io.readText(path));
  } catch (error) {
    if (!(error instanceof TailraceError || error instanceof UsageError)) throw error;
    const details = [error.message];
    return { file: name, leftOut: 0, results: [{ name: 'the file', status: 'failed', details, ms: 0 }] };
  }
  const chosen = tests.tests.filter((one) => filter?.test(one.name) ?? true);
  const hasOnly = chosen.some((one) => one.only);
  const run = hasOnly ? chosen.filter((one) => one.only) : chosen;
  return { file: name, leftOut: chosen.length - run.length, results: run.map(runTest) };
}

async function writeReport(file: string, report: string): Promise<void> {
  try {
    await writeFile(file, report);
  } catch (error) {
    throw new UsageError(`--junit ${file} cannot be written: ${error instanceof Error ? error.message : ''}`);
  }
}

const MARKS: Readonly<Record<TestResult['status'], string>> = { passed: '✓', failed: '✕', skipped: '-' };

function inWords({ file, results, leftOut }: FileResult): string {
  const lines = results.flatMap(({ name, status, details }) => [
    `  ${MARKS[status]} ${name}${status === 'skipped' && details[0] !== undefined ? ` (${details[0]})` : ''}`,
    ...(status === 'failed' ? details.map((line) => `      ${line}`) : []),
  ]);
  if (leftOut > 0) lines.push(`  ${leftOut} more left out because of \`only\``);
  return `${[file, ...lines].join('\n')}\n`;
}

function summary(results: readonly TestResult[]): string {
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
  const skipped = count('skipped');
  return `${count('passed')} passed, ${count('failed')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
