// A server that outlived ours (kill -9 of the parent where the kernel could not tell it) still holds the data directory.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends the postmaster of this data directory, when one is there; removes a lock file that belongs to nobody. */
export async function endLeftover(dataDir: string): Promise<void> {
  const lockFile = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && isPostmasterOf(pid, dataDir)) {
    // Fast shutdown first; immediate when that takes too long (PostgreSQL, "Shutting Down the Server").
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (await endedBy(pid, signal)) break;
    }
  }
  // The number may be another program's by now, which would make PostgreSQL refuse to start.
  rmSync(lockFile, { force: true });
}

function isPostmasterOf(pid: number, dataDir: string): boolean {
  const command = commandLine(pid);
  return command !== undefined && command.includes('postgres') && command.includes(dataDir);
}

function commandLine(pid: number): string | undefined {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

async function endedBy(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal);
    for (let waited = 0; waited < 10_000; waited += 50) {
      process.kill(pid, 0);
      await sleep(50);
    }
    return false;
  } catch {
    // No such process any more.
    return true;
  }
}
