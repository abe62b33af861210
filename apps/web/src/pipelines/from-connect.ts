// A pipeline from the configuration of Debezium or Kafka Connect (Debezium documentation, "connector properties"; Flink CDC, the source's
// page). What has no counterpart is named, never dropped in silence; secrets are not taken along.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renamePipeline, setSink, setSource } from '@tailrace/core/commands';
import { applyDocumentEdits, createDocument, type DocumentSnapshot } from '@tailrace/core/document';
import type { EditOutcome } from '@tailrace/core/yaml';
import type { ConnectConfig } from './connect-config.ts';
import { everyTableOf, toSelectors } from './connect-tables.ts';

export interface ImportedPipeline {
  readonly name: string;
  readonly text: string;
  /** What to know of the translation, one thing a line. */
  readonly notes: readonly string[];
}

type Options = Record<string, string>;

interface Translation {
  readonly type: string;
  readonly options: Options;
  readonly notes: string[];
}

export function pipelineFromConnect(configs: readonly ConnectConfig[]): ImportedPipeline {
  const { source, sink, notes } = translate(configs);
  const name = configs[0]?.name ?? 'imported';
  return { name, text: written(name, source, sink), notes };
}

interface Ends {
  source?: Translation;
  sink?: Translation;
}

/** Sources and the sinks of JDBC; the first of each counts. */
function translate(configs: readonly ConnectConfig[]): Ends & { readonly notes: readonly string[] } {
  const ends: Ends = {};
  const left: string[] = [];
  for (const { name, config } of configs) {
    const connector = config['connector.class'] ?? '';
    const asSource = SOURCES.find(({ pattern }) => pattern.test(connector));
    const isJdbc = /jdbc/iu.test(connector) && config['connection.url'] !== undefined;
    if (asSource !== undefined) ends.source ??= translateSource(asSource.type, config);
    else if (isJdbc) ends.sink ??= translateSink(config);
    else left.push(`${name}: the connector ${connector} has no counterpart here.`);
  }
  const { source, sink } = ends;
  if (source === undefined) left.push('There is no source among them: choose one in the designer.');
  if (sink === undefined) {
    left.push('Debezium writes to topics; a pipeline writes to a sink: choose one in the designer.');
  }
  return { ...ends, notes: [...(source?.notes ?? []), ...(sink?.notes ?? []), ...left] };
}

function written(name: string, source: Translation | undefined, sink: Translation | undefined): string {
  let snapshot = createDocument('', { catalog: connectorCatalog, checks: undefined });
  if (source !== undefined) snapshot = after(snapshot, setSource(snapshot, source));
  if (sink !== undefined) snapshot = after(snapshot, setSink(snapshot, sink));
  return after(snapshot, renamePipeline(snapshot, { name })).text;
}

function after(snapshot: DocumentSnapshot, outcome: EditOutcome): DocumentSnapshot {
  if (!outcome.ok) throw new Error(`an imported pipeline cannot be written: ${outcome.reason}`);
  return applyDocumentEdits(snapshot, outcome.edits).snapshot;
}

const SOURCES = [
  { pattern: /postgres/iu, type: 'postgres' },
  { pattern: /mysql|mariadb/iu, type: 'mysql' },
  { pattern: /oracle/iu, type: 'oracle' },
  { pattern: /sqlserver/iu, type: 'sqlserver' },
] as const;

/** Keys of Debezium that are options of the source under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  'database.hostname': 'hostname',
  'database.port': 'port',
  'database.user': 'username',
  'database.server.id': 'server-id',
  'slot.name': 'slot.name',
  'plugin.name': 'decoding.plugin.name',
};

/** Keys about topics, converters and the history of Debezium's own, which nothing here needs. */
const NEEDLESS =
  /^(?:name|connector\.class|tasks\.max|topic\.|transforms|predicates|key\.|value\.|header\.|schema\.history\.|database\.history|database\.server\.name|errors\.|config\.|offset\.|database\.(?:dbname|names|pdb\.name|include\.list|exclude\.list|password)|schema\.include\.list|table\.(?:include|exclude)\.list|snapshot\.mode|include\.schema\.changes)/u;

/** Whatever else is secret is not taken along either, and is named. */
const SECRET = /pass(?:word|phrase)|secret|credential|token/iu;

function translateSource(type: string, config: ConnectConfig['config']): Translation {
  const notes: string[] = [];
  const options = carriedOver(type, config);
  if (config['database.password'] !== undefined) {
    options['password'] = '${secret.SOURCE_PASSWORD}';
    notes.push('The password was not taken along: store it as the secret SOURCE_PASSWORD.');
  }
  for (const key of Object.keys(config).filter((one) => SECRET.test(one) && one !== 'database.password')) {
    notes.push(`${key} was not taken along: it is a secret.`);
  }
  const prefix = databasePrefix(type, config, options);
  options['tables'] = tablesOf(type, config, prefix);
  const excluded = config['table.exclude.list'];
  if (excluded !== undefined) options['tables.exclude'] = toSelectors(excluded, prefix);
  const startup = startupOf(config['snapshot.mode'], notes);
  if (startup !== undefined) options['scan.startup.mode'] = startup;
  if (type === 'postgres') options['slot.name'] ??= 'debezium';
  return { type, options: inOrder(options), notes: [...notes, ...transformationNotes(config)] };
}

/** Options under their own names here; others of Debezium keep theirs, behind `debezium.`. */
function carriedOver(type: string, config: ConnectConfig['config']): Options {
  const known = new Set(connectorCatalog.find('source', type)?.options.map(({ key }) => key));
  const options: Options = {};
  for (const [key, value] of Object.entries(config)) {
    const renamed = RENAMED[key];
    if (SECRET.test(key)) continue;
    if (renamed !== undefined && known.has(renamed)) options[renamed] = value;
    else if (!NEEDLESS.test(key)) options[`debezium.${key}`] = value;
  }
  return options;
}

function transformationNotes(config: ConnectConfig['config']): readonly string[] {
  return (config['transforms'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => {
      const what = config[`transforms.${name}.type`] ?? 'of no type';
      return `The transformation ${name} (${what}) was not taken along: say it as a transform or a route.`;
    });
}

/** `shop.` where patterns name the database first; Oracle and others have it as an option of its own. */
function databasePrefix(type: string, config: ConnectConfig['config'], options: Options): string {
  const database = config['database.dbname'] ?? config['database.names'] ?? config['database.pdb.name'] ?? '';
  if (type === 'mysql') return '';
  if (type === 'oracle') {
    options['database'] = database;
    return '';
  }
  return database === '' ? '' : `${database.split(',')[0]?.trim()}.`;
}

function tablesOf(type: string, config: ConnectConfig['config'], prefix: string): string {
  const tables = config['table.include.list'];
  if (tables !== undefined) return toSelectors(tables, prefix);
  const databases = type === 'mysql' ? config['database.include.list'] : config['schema.include.list'];
  if (databases !== undefined) return everyTableOf(databases, prefix);
  return type === 'mysql' ? '\\.*.\\.*' : `${prefix}\\.*.\\.*`;
}

function startupOf(mode: string | undefined, notes: string[]): string | undefined {
  if (mode === undefined || mode === 'initial') return undefined;
  if (/^(?:never|no_data|schema_only)$/u.test(mode)) return 'latest-offset';
  notes.push(`snapshot.mode ${mode} was not taken along: the pipeline begins with a snapshot.`);
  return undefined;
}

/** The connection first, then the tables, then the rest as it came. */
function inOrder(options: Options): Options {
  const first = ['hostname', 'port', 'username', 'password', 'database', 'tables', 'tables.exclude'];
  const keys = [
    ...first.filter((key) => key in options),
    ...Object.keys(options).filter((key) => !first.includes(key)),
  ];
  return Object.fromEntries(keys.map((key) => [key, options[key] ?? '']));
}

function translateSink(config: ConnectConfig['config']): Translation {
  const url = config['connection.url'] ?? '';
  const parts = /^jdbc:postgresql:\/\/([^/:]+)(?::(\d+))?\/([^?]+)/u.exec(url);
  const notes: string[] = [];
  if (parts === null)
    notes.push(`The sink behind ${url} has no counterpart here; a PostgreSQL sink stands in its place.`);
  const options: Options = {
    hostname: parts?.[1] ?? 'localhost',
    port: parts?.[2] ?? '5432',
    username: config['connection.username'] ?? config['connection.user'] ?? 'postgres',
    password: '${secret.SINK_PASSWORD}',
    database: parts?.[3] ?? 'warehouse',
  };
  notes.push("The sink's password was not taken along: store it as the secret SINK_PASSWORD.");
  return { type: 'postgres', options, notes };
}
