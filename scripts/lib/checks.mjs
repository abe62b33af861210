import { spawn } from 'node:child_process';

const bin = (name) => `node_modules/.bin/${name}`;

const CHECKS = [
  { name: 'types', command: [process.execPath, 'scripts/typecheck.mjs'] },
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--quiet'] },
  {
    name: 'format',
    command: [
      bin('prettier'),
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      'node_modules/.cache/tailrace/prettier',
      '.',
    ],
  },
  {
    name: 'fences between rooms',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'packages', 'apps'],
  },
  { name: 'dead code', command: [bin('knip'), '--no-progress'] },
];

/** Runs one program, its output kept and shown only when it fails. */
function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** All checks one after the other; prints a line each. */
export async function runChecks() {
  const results = [];
  for (const { name, command } of CHECKS) {
    const began = Date.now();
    const { ok, output } = await run(command);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`${ok ? '✓' : '✕'} ${name} (${seconds} s)`);
    if (!ok) console.log(output);
    results.push({ name, ok });
  }
  return results;
}
