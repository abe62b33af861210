// Type-checks every tsconfig of the workspace with the native compiler, two at a time; what did not change since the last time is not read again.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const configs = [];
for (const group of ['packages', 'apps']) {
  for (const name of readdirSync(group)) {
    for (const file of ['tsconfig.json', 'tsconfig.test.json']) {
      const config = path.join(group, name, file);
      if (existsSync(config)) configs.push(config);
    }
  }
}
configs.push('e2e/tsconfig.json', 'bench/tsconfig.json');
const only = process.argv.slice(2);
const queue = only.length > 0 ? configs.filter((c) => only.some((o) => c.includes(o))) : configs;

let failed = 0;
async function worker() {
  for (let config = queue.shift(); config !== undefined; config = queue.shift()) {
    const code = await new Promise((resolve) => {
      const buildInfo = path.resolve('node_modules/.cache/typescript', config.replaceAll(path.sep, '-'));
      const child = spawn(
        'node_modules/typescript-native/bin/tsc',
        ['-p', config, '--pretty', 'false', '--incremental', '--tsBuildInfoFile', `${buildInfo}.tsbuildinfo`],
        { stdio: 'inherit' },
      );
      child.on('exit', (exit) => resolve(exit ?? 1));
    });
    if (code !== 0) {
      failed += 1;
      console.error(`typecheck failed: ${config}`);
    }
  }
}
await Promise.all([worker(), worker()]);
process.exit(failed === 0 ? 0 : 1);
