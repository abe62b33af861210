// The fuzz tests with 200,000 inputs each (or as many as the first argument says), for a night: generated and mutated expressions and
// documents, none of which may crash, hang, or show a stack trace. `npm test` runs the same with 2,000.
import { spawnSync } from 'node:child_process';
import { readCall, refuseCall } from './lib/read-call.mjs';

const USAGE =
  'pnpm fuzz [RUNS]: expressions and documents, RUNS of each (200000), none of which may crash or hang.';
const [given = '200000'] = readCall(USAGE).positionals;
const runs = Number(given);
if (!Number.isInteger(runs) || runs < 1) refuseCall(`RUNS is a whole number above 0, not ${given}.`, USAGE);
const files = [
  'packages/core/src/expression/syntax/print.test.ts',
  'packages/core/src/expression/compile/compile-expression.test.ts',
  'packages/cli/src/commands/mutated-documents.property.test.ts',
];
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...files],
  { stdio: 'inherit', env: { ...process.env, TAILRACE_FUZZ_RUNS: String(runs) } },
);
process.exit(status ?? 1);
