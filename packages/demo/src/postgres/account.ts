// PostgreSQL refuses to run as root. Where we are root it runs in a user namespace of its own, in which root's files belong to an
// ordinary user: nothing changes hands, and folders that only root may enter stay reachable. Without user namespaces it runs as an
// existing unprivileged user, to whom the data folder is given.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DemoError } from './demo-error.ts';

export interface Account {
  /** Goes before a program and its arguments. */
  readonly prefix: readonly string[];
  /** Who runs it, where that is not us; also who the files belong to. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const IN_NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

export interface AccountOptions {
  /** False: as if the kernel had no user namespaces; for tests of the other way. */
  readonly allowNamespace?: boolean;
}

/** Throws `postgres-no-account` where there is no user to run as. */
export function chooseAccount(options: AccountOptions = {}): Account {
  if (process.getuid?.() !== 0) return { prefix: [] };
  if (options.allowNamespace !== false && works([...IN_NAMESPACE, 'true'])) return { prefix: IN_NAMESPACE };
  const user = findUser('postgres') ?? findUser('nobody');
  if (user !== undefined) return { prefix: [], user };
  throw new DemoError(
    'postgres-no-account',
    'PostgreSQL does not run as root, and this machine has neither user namespaces nor a user postgres or nobody. Start as an ordinary user, or without the demo: --no-demo.',
  );
}

/** Gives the folder and all in it to the account, where it belongs to another (root, or the account of an earlier start). */
export function giveTo(folder: string, account: Account): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = account.user ?? { uid: 0, gid: 0 };
  if (lstatSync(folder).uid === uid) return;
  const give = (file: string): void => {
    if (lstatSync(file).isDirectory()) for (const name of readdirSync(file)) give(path.join(file, name));
    // A symbolic link leads out of the folder, and is never followed here.
    if (!lstatSync(file).isSymbolicLink()) chownSync(file, uid, gid);
  };
  give(folder);
}

/**
 * Throws `postgres-unreachable`, naming the directory, where another user could not pass on the way to one of the files. Directories
 * that everybody may enter, and those of the user, are fine.
 */
export function checkReachable(files: readonly string[], account: Account): void {
  const { user } = account;
  if (user === undefined) return;
  for (const file of files) {
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) throw unreachable(folder, file);
      if (folder === path.dirname(folder)) break;
    }
  }
}

function unreachable(folder: string, file: string): DemoError {
  return new DemoError(
    'postgres-unreachable',
    `PostgreSQL does not run as root, and the user it runs as may not enter ${folder}, on the way to ${file}. Put Tailrace and its --data folder where others may pass (chmod o+x ${folder}), start as an ordinary user, or without the demo: --no-demo.`,
  );
}

/** `setpriv --pdeathsig`: the kernel stops the server when its parent dies, however that happens. Linux with util-linux only. */
export function dieWithParent(signal: 'INT' | 'TERM' = 'INT'): readonly string[] {
  const prefix = ['setpriv', '--pdeathsig', signal, '--'];
  return process.platform === 'linux' && works([...prefix, 'true']) ? prefix : [];
}

function works([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 5_000 }).status === 0;
}

function findUser(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (which: string): number =>
      Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
