#!/usr/bin/env node
// The door of a bare machine with Node and npm only: fetches the pinned pnpm, installs and builds when something changed, then starts or tests.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './lib/step.mjs';
import { findPnpm } from './lib/pnpm.mjs';
import { sourceFiles, stampOf } from './lib/stamp.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Tailrace needs Node 20.19 or newer; this is ${process.version}. Install a newer one and try again.`,
  );
  process.exit(1);
}

const [command = 'start', ...args] = process.argv.slice(2);

function setup() {
  const manifests = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...sourceFiles('.').filter((file) => file.endsWith('package.json')),
  ];
  step('Installing dependencies', {
    name: 'install',
    stamp: stampOf(manifests),
    isThere: () => existsSync('node_modules/.modules.yaml'),
    run: () => {
      const [program, ...before] = findPnpm();
      // CI=1: pnpm asks nothing. Scripts stay off but for those that the workspace allows.
      return spawnSync(
        program,
        [...before, 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
        {
          stdio: ['ignore', 'inherit', 'inherit'],
          env: { ...process.env, CI: '1' },
        },
      );
    },
  });
  step('Building', {
    name: 'build',
    stamp: stampOf([
      ...sourceFiles('packages'),
      ...sourceFiles('apps'),
      'pnpm-lock.yaml',
      'scripts/build.mjs',
    ]),
    isThere: () => existsSync('apps/web/dist/index.html') && existsSync('packages/cli/dist/tailrace.mjs'),
    run: () =>
      spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] }),
  });
}

/** Runs a program in the foreground; ends it when this process, or the npm above it, goes away. */
function hand(program, programArgs) {
  const child = spawn(program, programArgs, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  const parent = process.ppid;
  // npm's shell does not forward signals: a killed `npm start` would leave the server holding its port.
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
  child.on('exit', (code, signal) =>
    process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
  );
}

if (!['setup', 'start', 'test'].includes(command)) {
  console.error(`Unknown command ${command}. Use: npm run setup, npm start or npm test.`);
  process.exit(2);
}
setup();
if (command === 'start') {
  const demo = args.includes('--no-demo') || args.includes('--demo') ? [] : ['--demo'];
  hand(process.execPath, ['packages/cli/dist/tailrace.mjs', 'serve', ...demo, ...args]);
}
if (command === 'test') hand(process.execPath, ['scripts/test.mjs', ...args]);
