// What a command is. Each lives in a file of its own in commands/, is listed in commands.ts, and is loaded only when it is called.
import type { ParseArgsConfig } from 'node:util';
import type { Readable, Writable } from 'node:stream';

type ParsedOptions = NonNullable<ParseArgsConfig['options']>;

/** An option as node:util's parseArgs takes it, with the words of `--help`. */
export type CommandOption = ParsedOptions[string] & {
  readonly description: string;
  /** What stands for the value in the help: `--format FORMAT`. */
  readonly placeholder?: string;
  /** Allowed values; anything else is a wrong call. */
  readonly values?: readonly string[];
};

export interface CommandArgs {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows `tailrace NAME` in the usage line: "FILE [--format text|json]". */
  readonly usage: string;
  /** Smallest and largest number of positional arguments. */
  readonly positionals: readonly [min: number, max: number];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Resolves to the exit status: 0 done and fine, 1 the answer is no. Throws UsageError where the call itself was wrong (2). */
  run(args: CommandArgs, io: Io): Promise<number>;
}

/** A line of the table in commands.ts. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** The outside world of a command, so that tests can give their own. */
export interface Io {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. Only who asks for it changes what these signals do; a second one ends the process. */
  readonly signal: AbortSignal;
  /** The text of a file, or of standard input for `-`. Throws UsageError where it cannot be read. */
  readText(file: string): Promise<string>;
  /** The bytes of a file, or standard input for `-`, as a stream. Throws UsageError where it cannot be opened. */
  openRead(file: string): Promise<Readable>;
}

/** The call itself was wrong: unknown flag, no such file. Ends with exit status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Writes text and waits while the reader is behind, so that memory does not grow with what is printed. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.once('drain', done);
    stream.once('close', done);
  });
}

/** The value of an option that takes a text. */
export function stringOption(args: CommandArgs, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(args: CommandArgs, name: string): boolean {
  return args.values[name] === true;
}
