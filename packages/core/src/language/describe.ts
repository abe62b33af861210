// Options, connectors and functions in a few lines of Markdown.
import type { ConnectorDescriptor, OptionSpec } from '../descriptor/index.ts';
import type { FunctionDoc } from '../expression/index.ts';

export function describeOption(option: OptionSpec): string {
  const facts = [
    option.required === true ? 'Required.' : '',
    option.default === undefined || option.default === '' ? '' : `Default: \`${String(option.default)}\`.`,
    option.values === undefined ? '' : `One of ${option.values.map((value) => `\`${value}\``).join(', ')}.`,
    option.appliesWhen === undefined
      ? ''
      : `Counts with \`${option.appliesWhen.key}: ${option.appliesWhen.values.join('` or `')}\`.`,
    option.engine === 'flink' ? 'Read by Flink CDC only.' : '',
    option.engine === 'embedded' ? 'Read by the embedded engine only.' : '',
    option.since === undefined ? '' : `In Flink CDC since ${option.since}.`,
    option.deprecated === undefined ? '' : `Deprecated. ${option.deprecated}`,
    option.example === undefined ? '' : `Example: \`${option.example}\``,
  ].filter((fact) => fact !== '');
  const key = `${option.key}${option.prefix === true ? '*' : ''}`;
  return `**${key}** (${option.kind})\n\n${option.description}${facts.length === 0 ? '' : `\n\n${facts.join(' ')}`}`;
}

export function describeConnector(connector: ConnectorDescriptor): string {
  const engines = connector.engines.map((engine) =>
    engine === 'flink' ? 'Flink CDC' : 'the embedded engine',
  );
  const notes = (connector.notes ?? []).map((note) => `- ${note}`).join('\n');
  return `**${connector.title}** (${connector.role})\n\n${connector.summary} Runs on ${engines.join(' and ')}.${notes === '' ? '' : `\n\n${notes}`}`;
}

export function describeFunction(entry: FunctionDoc): string {
  const examples = entry.examples
    .map((example) => `\`${example.expression}\` → \`${example.result}\``)
    .join('\n\n');
  const since = entry.since === undefined ? '' : `\n\nIn Flink CDC ${entry.since}.`;
  return `\`\`\`sql\n${entry.signatures.join('\n')}\n\`\`\`\n\n${entry.summary}\n\nReturns ${entry.returns}. NULL: ${entry.nulls}\n\n${examples}${since}`;
}
