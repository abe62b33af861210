// The pnpm named in package.json: from PATH when it is that very version, else a private copy. No global install, no prompt.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The program and its first arguments. */
export function findPnpm() {
  const wanted = JSON.parse(readFileSync('package.json', 'utf8')).packageManager.split('@')[1];
  const onPath = spawnSync('pnpm', ['--version'], {
    encoding: 'utf8',
    // Without this pnpm would itself fetch the version that package.json names.
    env: { ...process.env, npm_config_manage_package_manager_versions: 'false' },
  });
  if (onPath.status === 0 && onPath.stdout.trim() === wanted) return ['pnpm'];

  const home = path.resolve('.pnpm-bin');
  const manifest = path.join(home, 'node_modules', 'pnpm', 'package.json');
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== wanted) {
    console.log(`· Getting pnpm ${wanted} …`);
    mkdirSync(home, { recursive: true });
    const flags = ['--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    const result = spawnSync('npm', ['install', '--prefix', home, ...flags, `pnpm@${wanted}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (result.status !== 0) {
      console.error(
        `· Could not get pnpm ${wanted}. Is the npm registry reachable? Try: npm install --prefix .pnpm-bin pnpm@${wanted}`,
      );
      process.exit(result.status ?? 1);
    }
  }
  return [process.execPath, path.join(home, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')];
}
