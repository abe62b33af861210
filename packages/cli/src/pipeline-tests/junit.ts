// Results in the XML that build servers read (the format of JUnit's Ant task).
import type { FileResult, TestResult } from './pipeline-test.ts';

export function junitReport(files: readonly FileResult[]): string {
  const suites = files.map(suite).join('');
  const all = files.flatMap(({ results }) => results);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tailrace test" ${totals(all)}>\n${suites}</testsuites>\n`;
}

function suite({ file, results }: FileResult): string {
  const cases = results.map((result) => testCase(file, result)).join('');
  return `  <testsuite name="${escaped(file)}" ${totals(results)}>\n${cases}  </testsuite>\n`;
}

function testCase(file: string, { name, status, details, ms }: TestResult): string {
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(name)}" time="${seconds(ms)}"`;
  if (status === 'passed') return `${head}/>\n`;
  const message = escaped(details[0] ?? '');
  if (status === 'skipped') return `${head}><skipped message="${message}"/></testcase>\n`;
  return `${head}><failure message="${message}">${escaped(details.join('\n'))}</failure></testcase>\n`;
}

function totals(results: readonly TestResult[]): string {
  const count = (status: TestResult['status']) => results.filter((result) => result.status === status).length;
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  return `tests="${results.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}" time="${seconds(ms)}"`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no control characters but tab and line breaks, and no half surrogate pairs. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll(/[&<>"]/gu, (character) => ENTITIES[character] ?? character);
}
