// The keys of a pipeline document apart from the options of connectors (Flink CDC's pipeline definition). Validation, completion,
// hover and the JSON Schema read this; what a connector takes is in its descriptor.
import type { OptionSpec } from '../descriptor/index.ts';

export const SECTIONS: readonly OptionSpec[] = [
  { key: 'source', kind: 'map', required: true, description: 'Where the changes come from; exactly one.' },
  {
    key: 'transform',
    kind: 'list',
    description: 'Rules that compute columns, filter rows and set keys, table by table.',
  },
  {
    key: 'route',
    kind: 'list',
    description: 'Rules that say which sink table a source table is written to.',
  },
  { key: 'sink', kind: 'map', required: true, description: 'Where the changes go to; exactly one.' },
  { key: 'pipeline', kind: 'map', description: 'Settings of the pipeline as a whole.' },
];

const type: OptionSpec = {
  key: 'type',
  kind: 'string',
  required: true,
  group: 'connection',
  description: 'The connector.',
};

const name: OptionSpec = {
  key: 'name',
  kind: 'string',
  group: 'advanced',
  description: 'A name to show; Flink shows it in its dashboard.',
};

export const SOURCE_KEYS: readonly OptionSpec[] = [type, name];

export const SINK_KEYS: readonly OptionSpec[] = [
  type,
  name,
  {
    key: 'include.schema.changes',
    kind: 'list',
    group: 'schema',
    description: 'The kinds of schema changes that reach the sink; all when left out or empty.',
    example: '[create.table, column]',
  },
  {
    key: 'exclude.schema.changes',
    kind: 'list',
    group: 'schema',
    description:
      'The kinds of schema changes kept from the sink. Left out under LENIENT, these are drop.table and truncate.table; written, even as [], only what it names.',
    example: '[drop.table, truncate.table]',
  },
];

export const TRANSFORM_KEYS: readonly OptionSpec[] = [
  {
    key: 'source-table',
    kind: 'string',
    required: true,
    syntax: 'selectors',
    description:
      'The tables the rule is for: patterns of one to three parts with a comma between, upper and lower case alike. Only the first rule that matches a table applies.',
    example: 'shop.orders_\\.*',
  },
  {
    key: 'projection',
    kind: 'string',
    description:
      'The columns that go on, as after SELECT: names, *, computed columns with AS. All when left out.',
    example: '\\*, price * qty AS total',
  },
  {
    key: 'filter',
    kind: 'string',
    description: 'The rows that go on, as after WHERE; only TRUE passes. Computed after the projection.',
    example: "status <> 'draft'",
  },
  {
    key: 'primary-keys',
    kind: 'string',
    description: "Columns, with a comma between, in the place of the table's primary key.",
  },
  {
    key: 'partition-keys',
    kind: 'string',
    description: "Columns, with a comma between, in the place of the table's partition key.",
  },
  {
    key: 'table-options',
    kind: 'string',
    description: 'key=value items for the sink table, in the place of those of the source.',
  },
  {
    key: 'table-options.delimiter',
    kind: 'string',
    default: ',',
    description: 'What parts the items of table-options.',
  },
  { key: 'description', kind: 'string', description: 'A note.' },
  {
    key: 'converter-after-transform',
    kind: 'enum',
    values: ['SOFT_DELETE'],
    description:
      'SOFT_DELETE writes deleted rows instead of removing them; __data_event_type__ tells them apart.',
  },
];

export const ROUTE_KEYS: readonly OptionSpec[] = [
  {
    key: 'source-table',
    kind: 'string',
    required: true,
    description:
      'The tables the rule is for: one regular expression for the whole name, case-sensitive, in which a dot is a dot and \\. any character.',
    example: 'shop.orders_\\.*',
  },
  {
    key: 'sink-table',
    kind: 'string',
    required: true,
    description: 'The table that is written to; $1 stands for the first group of the pattern.',
    example: 'ods.orders',
  },
  {
    key: 'replace-symbol',
    kind: 'string',
    description:
      "A text in sink-table that the source table's own name is put in the place of; groups then mean nothing.",
    example: '<>',
  },
  { key: 'description', kind: 'string', description: 'A note.' },
];

export const BEHAVIORS = ['IGNORE', 'LENIENT', 'TRY_EVOLVE', 'EVOLVE', 'EXCEPTION'] as const;
export const RUNTIME_MODES = ['STREAMING', 'BATCH'] as const;
export const ROUTE_MODES = ['ALL_MATCH', 'FIRST_MATCH'] as const;
export const PARTITIONINGS = ['SINK_DEFINED', 'PRIMARY_KEY', 'TABLE_ID'] as const;
export const DECIMAL_MODES = ['UP_TO_19', 'UP_TO_38'] as const;

export const PIPELINE_KEYS: readonly OptionSpec[] = [
  { key: 'name', kind: 'string', default: 'Flink CDC Pipeline Job', description: 'Name of the pipeline.' },
  {
    key: 'parallelism',
    kind: 'integer',
    min: 1,
    default: 1,
    description:
      'How many tasks each step of a Flink job has. On the embedded engine, how many parts of a large table are copied at the same time, two where nothing is said.',
  },
  {
    key: 'schema.change.behavior',
    kind: 'enum',
    values: BEHAVIORS,
    default: 'LENIENT',
    description:
      'What becomes of a changed source table: carried out (EVOLVE), carried out as far as it goes (TRY_EVOLVE), carried out without losing columns (LENIENT), passed over (IGNORE), or an end of the run (EXCEPTION).',
  },
  {
    key: 'execution.runtime-mode',
    kind: 'enum',
    values: RUNTIME_MODES,
    default: 'STREAMING',
    description: 'STREAMING goes on with the changes, BATCH ends with the snapshot.',
  },
  {
    key: 'route-mode',
    kind: 'enum',
    values: ROUTE_MODES,
    default: 'ALL_MATCH',
    description: 'Whether every route that matches a table counts, or only the first.',
  },
  {
    key: 'local-time-zone',
    kind: 'string',
    default: 'systemDefault',
    description: 'Zone of expressions and sinks: a region, UTC, or GMT+02:00.',
    example: 'Europe/Oslo',
  },
  {
    key: 'sink.partitioning.strategy',
    kind: 'enum',
    values: PARTITIONINGS,
    default: 'SINK_DEFINED',
    since: 'after 3.6',
    engine: 'flink',
    description: 'How rows are spread over the tasks of the sink.',
  },
  {
    key: 'transform.decimal.precision.mode',
    kind: 'enum',
    values: DECIMAL_MODES,
    default: 'UP_TO_19',
    since: 'after 3.6',
    description: 'Digits that a computed decimal may have; with 19, a larger one becomes NULL.',
  },
  {
    key: 'schema-operator.rpc-timeout',
    kind: 'duration',
    default: '3min',
    advanced: true,
    engine: 'flink',
    description: 'Longest time that a schema change may hold a task up before the job fails.',
  },
  {
    key: 'operator.uid.prefix',
    kind: 'string',
    advanced: true,
    engine: 'flink',
    description: 'Begins the ids of the operators, so that state is found again after a change of the job.',
  },
  {
    key: 'schema.operator.uid',
    kind: 'string',
    default: '$$_schema_operator_$$',
    advanced: true,
    deprecated: 'Use operator.uid.prefix.',
    engine: 'flink',
    description: 'Id of the operator that handles schema changes.',
  },
  {
    key: 'user-defined-function',
    kind: 'list',
    engine: 'flink',
    description: 'Functions in Java or Python that expressions may call.',
  },
  { key: 'model', kind: 'list', engine: 'flink', description: 'Models that the AI functions may call.' },
];

export const FUNCTION_KEYS: readonly OptionSpec[] = [
  {
    key: 'name',
    kind: 'string',
    required: true,
    description: 'Name in expressions; upper and lower case are alike.',
  },
  {
    key: 'classpath',
    kind: 'string',
    description: 'Java class with its package. Either this or python-code.',
  },
  { key: 'options', kind: 'map', description: 'Parameters of a Java function.' },
  {
    key: 'python-code',
    kind: 'string',
    since: 'after 3.6',
    description: 'Python source with a function eval.',
  },
  { key: 'python-executable', kind: 'string', since: 'after 3.6', description: 'Python interpreter.' },
  {
    key: 'python-files',
    kind: 'list',
    since: 'after 3.6',
    description: 'More files for the Python function.',
  },
];

export const MODEL_KEYS: readonly OptionSpec[] = [
  { key: 'name', kind: 'string', required: true, description: 'Name in AI functions.' },
  {
    key: 'type',
    kind: 'string',
    required: true,
    description: 'Kind of client; openai-compatible is the one that comes with Flink CDC.',
  },
  { key: 'options', kind: 'map', description: 'Options of the client; they may stand beside the name, too.' },
];
