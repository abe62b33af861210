// The Io of a real process.
import { isUtf8 } from 'node:buffer';
import { open, readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { UsageError, type Io } from './command.ts';

export function nodeIo(): Io {
  let controller: AbortController | undefined;
  // A reader that has gone (`tailrace schema | head`) ends the command without a word.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    get signal() {
      controller ??= abortOnSignals();
      return controller.signal;
    },
    readText: async (file) => {
      if (file === '-') return decodeUtf8(await buffer(process.stdin), 'standard input');
      try {
        return decodeUtf8(await readFile(file), file);
      } catch (error) {
        throw unreadable(file, error);
      }
    },
    openRead: async (file) => {
      if (file === '-') return process.stdin;
      try {
        const handle = await open(file, 'r');
        if ((await handle.stat()).isDirectory()) {
          await handle.close();
          throw new UsageError(`${file} is a folder`);
        }
        return handle.createReadStream();
      } catch (error) {
        throw unreadable(file, error);
      }
    },
  };
}

/** What is not UTF-8 would come back changed from every edit. */
function decodeUtf8(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new UsageError(`${file} is not UTF-8 text; save it as UTF-8`);
}

function unreadable(file: string, error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new UsageError(`no such file: ${file}`);
  if (code === 'EISDIR') return new UsageError(`${file} is a folder`);
  if (code === 'EACCES') return new UsageError(`${file} cannot be read: permission denied`);
  return new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}

function abortOnSignals(): AbortController {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    controller.abort(signal);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller;
}
