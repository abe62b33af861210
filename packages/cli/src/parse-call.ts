// Arguments of one command: node:util's parseArgs without its exceptions, so that every wrong call gets our own words.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { suggest } from '@tailrace/core/diagnostics';
import { UsageError, type Command, type CommandArgs, type CommandOption } from './command.ts';

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Reads the arguments after the command's name. Throws UsageError for whatever the command does not take. */
export function parseCall(command: Command, argv: readonly string[]): CommandArgs {
  const config: ParseArgsConfig = {
    args: [...argv],
    options: { ...command.options, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  };
  const { values, positionals, tokens = [] } = parseArgs(config);
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(command, token.name, token.rawName, token.value);
  }
  const parsed: CommandArgs = { values: values as Values, positionals };
  if (parsed.values['help'] !== true) checkPositionals(command, positionals);
  return parsed;
}

function checkOption(command: Command, name: string, rawName: string, value: string | undefined): void {
  if (name === 'help' || rawName === '-h') return;
  const option: CommandOption | undefined = command.options[name];
  if (option === undefined) {
    const known = [...Object.keys(command.options), 'help'].map((key) => `--${key}`);
    const near = suggest(rawName, known);
    throw new UsageError(
      `unknown option ${rawName} of tailrace ${command.name}${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, got "${value}"`);
    return;
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value: ${optionForm(name, option)}`);
  if (option.values !== undefined && !option.values.includes(value)) {
    throw new UsageError(`${rawName} is one of ${option.values.join(', ')}, got "${value}"`);
  }
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const [min, max] = command.positionals;
  if (positionals.length < min) throw new UsageError(`tailrace ${command.name} needs ${command.usage}`);
  const extra = positionals[max];
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"`);
}

export function optionForm(name: string, option: CommandOption): string {
  if (option.type === 'boolean') return `--${name}`;
  return `--${name} ${option.values?.join('|') ?? option.placeholder ?? 'VALUE'}`;
}
