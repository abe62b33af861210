// `tailrace catalog`: the connectors as the descriptors tell them, for people and for tools.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { ConnectorDescriptor, OptionSpec } from '@tailrace/core/descriptor';
import { stringOption, write, type Command } from '../command.ts';

export const catalog: Command = {
  name: 'catalog',
  summary: 'lists the connectors with their options, and which engine runs each',
  usage: '[CONNECTOR] [--format text|json]',
  positionals: [0, 1],
  options: {
    format: {
      type: 'string',
      values: ['text', 'json'],
      description: 'how the list is printed; text when left out',
    },
  },
  run: async (args, io) => {
    const wanted = args.positionals[0];
    const connectors = connectorCatalog.connectors.filter(
      (connector) => wanted === undefined || connector.type === wanted,
    );
    if (connectors.length === 0) {
      await write(io.stderr, `tailrace: no connector "${wanted}"; tailrace catalog lists them\n`);
      return 1;
    }
    if (stringOption(args, 'format') === 'json') {
      await write(io.stdout, `${JSON.stringify({ connectors }, null, 2)}\n`);
    } else {
      for (const connector of connectors) await write(io.stdout, describe(connector, wanted !== undefined));
    }
    return 0;
  },
};

function describe(connector: ConnectorDescriptor, full: boolean): string {
  const engines = connector.engines
    .map((engine) => (engine === 'flink' ? 'Flink CDC' : engine))
    .join(' and ');
  const head = `${connector.type} ${connector.role} (${engines})\n  ${connector.summary}\n`;
  const options = connector.options.filter((option) => full || option.advanced !== true);
  return `${head}${options.map(optionLine).join('')}\n`;
}

function optionLine(option: OptionSpec): string {
  const facts = [
    option.required === true ? 'required' : '',
    option.values === undefined ? option.kind : option.values.join('|'),
    option.default === undefined ? '' : `default ${option.default === '' ? '""' : String(option.default)}`,
    option.engine === undefined ? '' : `only ${option.engine}`,
  ].filter((fact) => fact !== '');
  return `    ${option.key}${option.prefix === true ? '*' : ''} (${facts.join(', ')})\n        ${option.description}\n`;
}
