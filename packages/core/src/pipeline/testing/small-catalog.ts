// What the tests of the model read with: a catalogue of two connectors.
import { createCatalog, type ConnectorDescriptor } from '../../descriptor/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { parsePipeline } from '../index.ts';

/** Every kind of schema change that the sink of these tests takes. */
export const allChanges = [
  'create.table',
  'add.column',
  'alter.column.type',
  'drop.column',
  'drop.table',
  'rename.column',
  'truncate.table',
  'alter.table.comment',
];
const sourceLike: Omit<ConnectorDescriptor, 'type' | 'options'> = {
  role: 'source',
  title: '',
  summary: '',
  glyph: '',
  engines: ['flink'],
  tableIdParts: [2],
  checksKeys: true,
  example: {},
};
const catalog = createCatalog([
  { ...sourceLike, type: 'values', engines: ['embedded', 'flink'], tableIdParts: [1, 2, 3], options: [] },
  {
    ...sourceLike,
    type: 'db',
    metadataColumns: [{ key: 'op_ts', type: 'BIGINT', description: 'When.' }],
    tableIdPartsBy: { key: 'long', cases: { true: 3 }, otherwise: 2 },
    options: [
      { key: 'hostname', kind: 'string', required: true, description: 'The host.' },
      { key: 'password', kind: 'string', secret: true, description: 'The password.' },
      { key: 'port', kind: 'integer', min: 1, max: 65_535, default: 1, description: 'The port.' },
      { key: 'wait', kind: 'duration', default: '30s', description: 'Time.' },
      { key: 'long', kind: 'boolean', default: false, conflictsWith: ['short'], description: 'Long.' },
      { key: 'short', kind: 'boolean', default: false, description: 'Short.' },
      {
        key: 'mode',
        kind: 'enum',
        values: ['initial', 'snapshot', 'at'],
        default: 'initial',
        description: 'Mode.',
      },
      {
        key: 'at',
        kind: 'integer',
        long: true,
        appliesWhen: { key: 'mode', values: ['snapshot'] },
        description: 'At.',
      },
      {
        key: 'tables',
        kind: 'string',
        syntax: 'selectors',
        selector: { parts: 3, literalFirst: true },
        description: 'Tables.',
      },
      { key: 'metadata.list', kind: 'list', separator: ',', values: ['op_ts'], description: 'Facts.' },
      {
        key: 'from',
        kind: 'string',
        required: true,
        appliesWhen: { key: 'mode', values: ['at'] },
        description: 'From.',
      },
      { key: 'x.', kind: 'string', prefix: true, description: 'More.' },
    ],
  },
  {
    ...sourceLike,
    type: 'values',
    role: 'sink',
    engines: ['embedded', 'flink'],
    options: [],
    sink: {
      supportedSchemaChanges: allChanges,
      honoursSchemaChangeFilter: true,
      needsPrimaryKey: false,
      delivery: '',
    },
  },
  { ...sourceLike, type: 'here', role: 'sink', engines: ['embedded'], options: [] },
  {
    ...sourceLike,
    type: 'deaf',
    role: 'sink',
    checksKeys: false,
    options: [],
    sink: {
      supportedSchemaChanges: ['create.table'],
      honoursSchemaChangeFilter: false,
      needsPrimaryKey: false,
      ownPartitioning: true,
      unsupportedFails: true,
      delivery: '',
    },
  },
]);

export const parse = (text: string) => parsePipeline(parseYaml(text), catalog);
/** The least that a document needs. */
export const values = 'source:\n  type: values\nsink:\n  type: values\n';
export const db = (options: string) =>
  `source:\n  type: db\n  hostname: h\n${options}sink:\n  type: values\n`;
/** A finding as code, path, and the text that it stands at. */
export const brief = (text: string, diagnostic: Diagnostic) => [
  diagnostic.code,
  diagnostic.path.join('.'),
  text.slice(diagnostic.range.start, diagnostic.range.end),
];
