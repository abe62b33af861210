// Everything, in this order: checks, unit and property tests, integration against real servers, journeys in a real browser.
// Goes on after a failure, so that one run tells all; the last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './lib/chromium.mjs';
import { runChecks } from './lib/checks.mjs';
import { ensureMariadb } from './lib/mariadb.mjs';

const reports = path.resolve('test-results');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const totals = { passed: 0, failed: 0, skipped: 0 };

function section(title) {
  console.log(`\n── ${title}`);
}

function add({ passed, failed, skipped = 0 }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}

/** Runs a test program that leaves a JSON report; a program that breaks without one counts as one failure. */
function tests({ command, env = {}, report, read, timeoutMs }) {
  const [program, ...args] = command;
  const result = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    timeout: timeoutMs,
    killSignal: 'SIGTERM',
  });
  let counted = { passed: 0, failed: 0, skipped: 0 };
  try {
    counted = read(JSON.parse(readFileSync(report, 'utf8')));
  } catch (error) {
    console.log(`no report: ${error instanceof Error ? error.message : error}`);
  }
  const broke = result.status !== 0 && counted.failed === 0;
  const empty = counted.passed + counted.failed === 0;
  if (broke) console.log(`${program} ended with ${result.status ?? result.signal} though no test failed`);
  if (empty) console.log('not one test ran');
  add({ ...counted, failed: counted.failed + (broke || empty ? 1 : 0) });
}

const readVitest = (json) => ({
  passed: json.numPassedTests,
  // A suite that breaks while it is loaded has no tests to count.
  failed:
    json.numFailedTests +
    json.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
  skipped: json.numPendingTests,
});

function vitest(title, projects, timeoutMs) {
  section(title);
  const report = path.join(reports, `${projects[0]}.json`);
  tests({
    command: [
      'node_modules/.bin/vitest',
      'run',
      ...projects.flatMap((name) => ['--project', name]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    report,
    read: readVitest,
    timeoutMs,
  });
}

function journeys() {
  section('journeys in Chromium');
  const chromium = ensureChromium();
  if (chromium === undefined) {
    add({ passed: 0, failed: 1 });
    return;
  }
  const report = path.join(reports, 'e2e.json');
  tests({
    command: [
      process.execPath,
      'e2e/node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      'e2e/playwright.config.ts',
    ],
    env: { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    report,
    read: ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
    timeoutMs: 25 * 60_000,
  });
}

const MINUTE = 60_000;
section('checks');
for (const { ok } of await runChecks()) add({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
vitest('unit and property tests', ['unit', 'web'], 20 * MINUTE);
if (!ensureMariadb()) add({ passed: 0, failed: 1 });
vitest('integration against real servers', ['int'], 30 * MINUTE);
journeys();

// Apart, so that the last line is always of the same form.
if (totals.skipped > 0)
  console.log(`\n${totals.skipped} skipped: what they lack is said above, marked with !!`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
