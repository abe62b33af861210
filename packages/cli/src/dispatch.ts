// From the arguments to an exit status. Errors become one line with a code; a stack trace is printed only when TAILRACE_DEBUG is set.
import { suggest, TailraceError } from '@tailrace/core/diagnostics';
import { UsageError, write, type Command, type CommandEntry, type Io } from './command.ts';
import { commandHelp, overview, usageLine } from './help.ts';
import { parseCall } from './parse-call.ts';
import manifest from '../package.json' with { type: 'json' };

/** Runs what the arguments (without node and script) ask for; resolves to the exit status. */
export async function dispatch(
  argv: readonly string[],
  io: Io,
  commands: readonly CommandEntry[],
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await write(name === undefined ? io.stderr : io.stdout, overview(commands));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    await write(io.stdout, `${manifest.version}\n`);
    return 0;
  }
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry === undefined) return unknownCommand(name, io, commands);
  let command: Command | undefined;
  try {
    command = await entry.load();
    const args = parseCall(command, rest);
    if (args.values['help'] === true) {
      await write(io.stdout, commandHelp(command));
      return 0;
    }
    return await command.run(args, io);
  } catch (error) {
    return report(error, io, command);
  }
}

async function unknownCommand(name: string, io: Io, commands: readonly CommandEntry[]): Promise<number> {
  const near = suggest(
    name,
    commands.map((entry) => entry.name),
  );
  const hint = near === undefined ? 'tailrace --help lists the commands' : `did you mean ${near}?`;
  await write(io.stderr, `tailrace: unknown command "${name}"; ${hint}\n`);
  return 2;
}

async function report(error: unknown, io: Io, command: Command | undefined): Promise<number> {
  if (io.env['TAILRACE_DEBUG'] !== undefined && error instanceof Error) {
    await write(io.stderr, `${error.stack ?? error.message}\n`);
  }
  if (error instanceof UsageError) {
    const usage = command === undefined ? '' : `${usageLine(command)}\n`;
    await write(io.stderr, `tailrace: ${error.message}\n${usage}`);
    return 2;
  }
  if (error instanceof TailraceError) {
    await write(io.stderr, `error[${error.code}]: ${error.message}\n`);
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  await write(
    io.stderr,
    `error[internal]: ${message}\nThis is a fault of tailrace; TAILRACE_DEBUG=1 shows where.\n`,
  );
  return 1;
}
