import { spawn } from 'node:child_process';

/** Runs a program to its end; resolves with what it printed. The password goes by the environment, which other users cannot read. */
export function run(
  program: string,
  args: readonly string[],
  password: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, PGPASSWORD: password, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`${program} ended with ${code}: ${Buffer.concat(err).toString().slice(-2000)}`));
    });
  });
}
