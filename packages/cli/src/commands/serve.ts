// `tailrace serve`: the server with the designer, until a signal ends it.
import { TailraceError } from '@tailrace/core/diagnostics';
import { startServer, type RunningServer } from '@tailrace/server';
import manifest from '../../package.json' with { type: 'json' };
import { flag, stringOption, UsageError, write, type Command, type CommandArgs } from '../command.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'the server with the designer',
  usage: '[--port N] [--host H] [--data DIR] [--demo|--no-demo] [--token TOKEN]',
  positionals: [0, 0],
  options: {
    port: {
      type: 'string',
      placeholder: 'N',
      description: 'port to listen on; the first free one from 7070 on when left out',
    },
    host: {
      type: 'string',
      placeholder: 'H',
      description:
        'address to listen on; 127.0.0.1 when left out. Any other asks clients for an access token',
    },
    data: {
      type: 'string',
      placeholder: 'DIR',
      description: 'folder for pipelines, secrets and state; .tailrace when left out',
    },
    token: {
      type: 'string',
      placeholder: 'TOKEN',
      description: 'access token to ask for; one is made and kept in the data folder where it is needed',
    },
    demo: { type: 'boolean', description: 'starts the embedded databases and the sample pipelines' },
    'no-demo': { type: 'boolean', description: 'starts without them, which is the default' },
  },
  run: async (args, io) => {
    const { signal } = io;
    const port = portOf(args);
    const host = stringOption(args, 'host');
    const token = tokenOf(args);
    const say = (line: string): void => void io.stderr.write(`${line}\n`);
    const server = await startServer({
      dataDir: stringOption(args, 'data') ?? '.tailrace',
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(token === undefined ? {} : { token }),
      demo: flag(args, 'demo') && !flag(args, 'no-demo'),
      version: manifest.version,
      env: io.env,
      onLog: say,
    });
    await write(io.stdout, `Tailrace is on ${server.url}\n`);
    return untilEnd(server, signal, say);
  },
};

async function untilEnd(
  server: RunningServer,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<number> {
  let failure: unknown;
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    server.ready.then(
      () => say('Ready. Ctrl-C stops it.'),
      (error: unknown) => {
        failure = error;
        resolve();
      },
    );
  });
  await ended;
  say('Stopping: runs at their next checkpoint, then the rest …');
  await server.stop();
  if (failure !== undefined) throw withCode(failure);
  say('Stopped.');
  return 0;
}

/** Failures of the demo carry a code without being errors of core. */
function withCode(error: unknown): unknown {
  if (error instanceof TailraceError || !(error instanceof Error) || !('code' in error)) return error;
  return new TailraceError(String(error.code), error.message, { cause: error });
}

function portOf(args: CommandArgs): number | undefined {
  const text = stringOption(args, 'port');
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/u.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port is a number from 0 to 65535, got "${text}"`);
}

function tokenOf(args: CommandArgs): string | undefined {
  const token = stringOption(args, 'token');
  if (token === undefined || token.length >= 16) return token;
  throw new UsageError('--token has at least 16 characters');
}
