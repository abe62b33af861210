// The pages of docs/generated, made of what the code itself says: codes of findings, connectors, keys of a document.
import type {
  ConnectorCatalog,
  ConnectorDescriptor,
  OptionSpec,
  TypeConversion,
} from '@tailrace/core/descriptor';
import type { FunctionDoc } from '@tailrace/core/expression';
import {
  FUNCTION_KEYS,
  MODEL_KEYS,
  OPENAI_OPTIONS,
  PIPELINE_KEYS,
  ROUTE_KEYS,
  SECTIONS,
  SINK_KEYS,
  TRANSFORM_KEYS,
} from '@tailrace/core/pipeline';

const MADE = '<!-- Made by `pnpm generate`; do not edit. -->\n';

/** `source` is the text of core's diagnostics/codes.ts: the comment above each code is its documentation. */
export function diagnosticsPage(source: string): string {
  const entry = /\/\*\* ((?:[^*]|\*(?!\/))*) \*\/\s*'([\w-]+)': '(error|warning|info)',/gu;
  const sections = [...source.matchAll(entry)].map(([, comment = '', code = '', severity = '']) => {
    const text = comment.replaceAll(/\s*\n\s*\*\s?/gu, ' ').trim();
    return `## ${code}\n\n*${severity}*. ${text}\n`;
  });
  return `${MADE}\n# What validation can find\n\nCodes are stable: they are never renamed, and never used for anything else.\n\n${sections.join('\n')}`;
}

export function connectorsPage(catalog: ConnectorCatalog): string {
  const ofRole = (role: 'source' | 'sink') =>
    catalog.connectors
      .filter((connector) => connector.role === role)
      .map(connectorSection)
      .join('\n');
  return `${MADE}\n# Connectors\n\n## Sources\n\n${ofRole('source')}\n## Sinks\n\n${ofRole('sink')}`;
}

function connectorSection(connector: ConnectorDescriptor): string {
  const engines = connector.engines.map((engine) =>
    engine === 'flink' ? 'Flink CDC' : 'the embedded engine',
  );
  const facts = [
    `Runs on ${engines.join(' and ')}.`,
    connector.since === undefined ? '' : `In Flink CDC since ${connector.since}.`,
    connector.sink === undefined ? '' : `Delivery: ${connector.sink.delivery}`,
  ];
  const metadata = (connector.metadataColumns ?? []).map(
    (column) => `- \`${column.key}\` ${column.type}: ${column.description}`,
  );
  const parts = [
    `### ${connector.title} (\`${connector.type}\`)`,
    `${connector.summary} ${facts.filter((fact) => fact !== '').join(' ')}`,
    optionTable(connector.options),
    metadata.length === 0 ? '' : `Metadata columns:\n\n${metadata.join('\n')}`,
    (connector.notes ?? []).map((note) => `- ${note}`).join('\n'),
    conversionTable(connector.conversions ?? []),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function conversionTable(conversions: readonly TypeConversion[]): string {
  if (conversions.length === 0) return '';
  const rows = conversions.map(
    ({ from, to, kind, note = '' }) => `| ${cell(from)} | ${cell(to)} | ${kind} | ${cell(note)} |`,
  );
  return `Types (exact: every value comes back as it was; declared: as the note says):\n\n| from | to | | |\n|---|---|---|---|\n${rows.join('\n')}`;
}

export function documentPage(): string {
  const part = (title: string, keys: readonly OptionSpec[]) => `## ${title}\n\n${optionTable(keys)}\n`;
  return [
    `${MADE}\n# Keys of a pipeline document\n`,
    part('Sections', SECTIONS),
    part('sink, beside the options of its connector', SINK_KEYS),
    part('Entries of transform', TRANSFORM_KEYS),
    part('Entries of route', ROUTE_KEYS),
    part('pipeline', PIPELINE_KEYS),
    part('Entries of pipeline.user-defined-function', FUNCTION_KEYS),
    part('pipeline.model', MODEL_KEYS),
    part('Options of openai-compatible models', OPENAI_OPTIONS),
  ].join('\n');
}

function optionTable(options: readonly OptionSpec[]): string {
  const rows = options.map((option) => {
    const facts = [
      option.required === true ? 'required' : '',
      option.engine === 'flink' ? 'Flink only' : option.engine === 'embedded' ? 'embedded only' : '',
      option.since === undefined ? '' : `in Flink CDC since ${option.since}`,
      option.deprecated === undefined ? '' : `deprecated: ${option.deprecated}`,
    ].filter((fact) => fact !== '');
    const kind = option.values === undefined ? option.kind : option.values.join(', ');
    const standard = option.default === undefined ? '' : `\`${String(option.default)}\``;
    const words = `${option.description}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
    return `| \`${option.key}${option.prefix === true ? '*' : ''}\` | ${cell(kind)} | ${option.default === '' ? 'empty' : standard} | ${cell(words)} |`;
  });
  if (rows.length === 0) return 'No options.';
  return `| option | kind | default | |\n|---|---|---|---|\n${rows.join('\n')}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

const GROUPS: readonly (readonly [FunctionDoc['group'], string])[] = [
  ['text', 'Text'],
  ['pattern', 'Patterns'],
  ['number', 'Numbers'],
  ['time', 'Dates and times'],
  ['conditional', 'Conditions'],
  ['nested', 'Nested values'],
  ['json', 'JSON'],
  ['ai', 'Models'],
];

export function functionsPage(functions: readonly FunctionDoc[]): string {
  const groups = GROUPS.map(([group, title]) => {
    const entries = functions.filter((entry) => entry.group === group).map(functionSection);
    return `## ${title}\n\n${entries.join('\n')}`;
  });
  return `${MADE}\n# Functions of expressions\n\n${groups.join('\n')}`;
}

function functionSection(entry: FunctionDoc): string {
  const also = (entry.aliases ?? []).length === 0 ? '' : ` Also called ${(entry.aliases ?? []).join(', ')}.`;
  const since = entry.since === undefined ? '' : ` In Flink CDC ${entry.since}.`;
  const examples = entry.examples.map(
    (example) => `| \`${cell(example.expression)}\` | \`${cell(example.result)}\` |`,
  );
  const table = examples.length === 0 ? '' : `\n| example | result |\n|---|---|\n${examples.join('\n')}\n`;
  const signatures = `\`\`\`sql\n${entry.signatures.join('\n')}\n\`\`\``;
  return `### ${entry.name}\n\n${signatures}\n\n${entry.summary}${also}${since} Returns ${entry.returns}. NULL: ${entry.nulls}\n${table}`;
}
