import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { TailraceError } from '@tailrace/core/diagnostics';
import { COMMANDS } from './commands.ts';
import { UsageError, write, type Command, type CommandEntry, type Io } from './command.ts';
import { dispatch } from './dispatch.ts';

const echo: Command = {
  name: 'echo',
  summary: 'says what it was given',
  usage: 'WORD [--loud] [--format text|json]',
  positionals: [1, 1],
  options: {
    loud: { type: 'boolean', description: 'in capitals' },
    format: { type: 'string', values: ['text', 'json'], description: 'how' },
  },
  run: async (args, io) => {
    const word = args.positionals[0];
    if (word === 'usage') throw new UsageError('no such file: x.yaml');
    if (word === 'fail') throw new TailraceError('disk-full', 'the disk is full');
    if (word === 'bug') throw new Error('cannot read x');
    await write(io.stdout, JSON.stringify({ word, loud: args.values['loud'] === true }));
    return word === 'no' ? 1 : 0;
  },
};
const commands: readonly CommandEntry[] = [
  { name: 'echo', summary: echo.summary, load: async () => await Promise.resolve(echo) },
];

async function call(argv: readonly string[], env: Record<string, string> = {}, table = commands) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io: Io = {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env,
    signal: new AbortController().signal,
    readText: async () => await Promise.resolve(''),
    openRead: async () => await Promise.resolve(new PassThrough()),
  };
  const status = await dispatch(argv, io, table);
  stdout.end();
  stderr.end();
  return { status, out: await text(stdout), err: await text(stderr) };
}

describe('dispatch', () => {
  it.each([
    [['echo', 'hi'], 0, '"word":"hi"', ''],
    [['echo', 'hi', '--loud'], 0, '"loud":true', ''],
    [['echo', 'no'], 1, '"word":"no"', ''],
    [['--help'], 0, 'echo', ''],
    [['echo', '--help'], 0, '--format text|json', ''],
    [['--version'], 0, '0.', ''],
    [[], 2, '', 'usage: tailrace COMMAND'],
    [['ehco'], 2, '', 'did you mean echo?'],
    [['echo'], 2, '', 'needs WORD'],
    [['echo', 'a', 'b'], 2, '', 'unexpected argument "b"'],
    [['echo', 'a', '--lound'], 2, '', 'did you mean --loud?'],
    [['echo', 'a', '--loud=yes'], 2, '', 'takes no value'],
    [['echo', 'a', '--format'], 2, '', 'needs a value: --format text|json'],
    [['echo', 'a', '--format', 'xml'], 2, '', 'one of text, json, got "xml"'],
    [['echo', 'usage'], 2, '', 'no such file: x.yaml'],
    [['echo', 'fail'], 1, '', 'error[disk-full]: the disk is full'],
    [['echo', 'bug'], 1, '', 'error[internal]: cannot read x'],
  ])('%j ends with %i', async (argv, status, out, err) => {
    const result = await call(argv);
    expect(result.status).toBe(status);
    expect(result.out).toContain(out);
    expect(result.err).toContain(err);
    expect(result.err).not.toMatch(/^\s+at /m);
  });

  it('shows the stack of a fault only for TAILRACE_DEBUG', async () => {
    expect((await call(['echo', 'bug'], { TAILRACE_DEBUG: '1' })).err).toMatch(/^\s+at /m);
  });

  it('loads every listed command under its own name, each with help', async () => {
    for (const entry of COMMANDS) {
      expect((await entry.load()).name).toBe(entry.name);
      const help = await call([entry.name, '--help'], {}, COMMANDS);
      expect([help.status, help.out.startsWith(`usage: tailrace ${entry.name}`)]).toEqual([0, true]);
    }
  });
});
