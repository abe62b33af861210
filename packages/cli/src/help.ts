// The words of `--help`.
import type { Command, CommandEntry } from './command.ts';
import { optionForm } from './parse-call.ts';

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
};

export function overview(commands: readonly CommandEntry[]): string {
  const rows = commands.map((entry) => [entry.name, entry.summary] as const);
  return (
    `tailrace: change-data-capture pipelines in the language of Apache Flink CDC\n\n` +
    `usage: tailrace COMMAND [options]\n\n${columns(rows)}\n` +
    `FILE may be - for standard input. tailrace COMMAND --help says more, tailrace --version which this is.\n` +
    `Exit status: 0 done and fine, 1 the answer is no, 2 the call itself was wrong.\n`
  );
}

export function commandHelp(command: Command): string {
  const options = [
    ...Object.entries(command.options).map(
      ([name, option]) => [optionForm(name, option), option.description] as const,
    ),
    ['--help', 'this text'] as const,
  ];
  return `${usageLine(command)}\n\n${command.summary}\n\n${columns(options)}`;
}

export const usageLine = (command: Command): string =>
  `usage: tailrace ${command.name}${command.usage === '' ? '' : ` ${command.usage}`}`;
