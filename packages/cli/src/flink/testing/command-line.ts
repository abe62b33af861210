// The command line in this process, with texts for files, so that a test can read what it says while it runs.
import { PassThrough, type Writable } from 'node:stream';
import { COMMANDS } from '../../commands.ts';
import { UsageError, type Io } from '../../command.ts';
import { dispatch } from '../../dispatch.ts';

export interface Called {
  /** What was said so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly status: Promise<number>;
}

export interface CallOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export function tailrace(argv: readonly string[], options: CallOptions = {}): Called {
  const [out, err] = [new PassThrough(), new PassThrough()].map(collect) as [Collected, Collected];
  const io: Io = {
    stdout: out.stream,
    stderr: err.stream,
    stdin: new PassThrough(),
    env: options.env ?? {},
    signal: options.signal ?? new AbortController().signal,
    readText: async (file) => {
      const text = options.files?.[file];
      if (text === undefined) throw new UsageError(`no such file: ${file}`);
      return Promise.resolve(text);
    },
    openRead: async () => Promise.reject(new UsageError('no such file')),
  };
  return { out: out.said, err: err.said, status: dispatch(argv, io, COMMANDS) };
}

interface Collected {
  readonly stream: Writable;
  readonly said: () => string;
}

function collect(stream: PassThrough): Collected {
  let said = '';
  stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { stream, said: () => said };
}

/** Asks again and again until the answer is not undefined; the patience is for a machine that does much else. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | undefined | Promise<Answer | undefined>,
  patienceMs = 150_000,
): Promise<Answer> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > giveUpAt) throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
