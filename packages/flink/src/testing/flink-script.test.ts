import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SCRIPT } from './flink-cluster.ts';

const call = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('pnpm flink', () => {
  it.each([['--help'], ['-h']])('%s says how it is called', (flag) => {
    const { status, stdout, stderr } = call(flag);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^pnpm flink up \| down \| status\n/);
  });

  it.each([
    ['no command', [], 'A command is missing.'],
    ['an unknown command', ['start'], 'There is no command start.'],
    ['an unknown option', ['up', '--nope'], "Unknown option '--nope'"],
    ['an option without its value', ['run', '--port'], "Option '--port <value>' argument missing"],
  ])('%s is refused in one line, and the usage', (_, args, reason) => {
    const { status, stdout, stderr } = call(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.startsWith(`${reason}\npnpm flink up | down | status\n`)).toBe(true);
  });
});
