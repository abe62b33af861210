// The fuzz tests with 200,000 inputs each (or as many as the first argument says), for a night: generated and mutated expressions and
// documents, none of which may crash, hang, or show a stack trace. `npm test` runs the same with 2,000.
import { spawnSync } from 'node:child_process';

const runs = Number(process.argv[2] ?? 200_000);
if (!Number.isInteger(runs) || runs < 1) {
  console.error('pnpm fuzz [RUNS]: a whole number of inputs');
  process.exit(2);
}
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
