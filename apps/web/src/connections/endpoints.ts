// The databases that the pipelines name, each once, with who uses it: read from the documents, kept nowhere else.
import { parsePipeline, findReferences } from '@tailrace/core/pipeline';
import { parseYaml } from '@tailrace/core/yaml';
import { connectorCatalog } from '@tailrace/connectors/descriptors';

export interface PipelineText {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export interface Endpoint {
  readonly key: string;
  readonly role: 'source' | 'sink';
  readonly type: string;
  readonly title: string;
  /** One to three letters. */
  readonly glyph: string;
  /** Where it is: host, port, database, user; empty for connectors that connect to nothing. */
  readonly address: string;
  /** A document with this endpoint, to test the connection with. */
  readonly text: string;
  readonly usedBy: readonly { readonly id: string; readonly name: string }[];
}

/** Options that tell one place from another; whatever a connector has of them. */
const HOSTS = ['hostname', 'host', 'hosts', 'fenodes', 'jdbc-url', 'url', 'properties.bootstrap.servers'];

export function endpointsOf(pipelines: readonly PipelineText[]): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const { id, name, text } of pipelines) {
    const { pipeline } = parsePipeline(parseYaml(text), connectorCatalog);
    for (const role of ['source', 'sink'] as const) {
      const end = pipeline[role];
      if (end?.type === undefined) continue;
      const descriptor = connectorCatalog.find(role, end.type);
      const address = addressOf(end.options);
      const key = `${role} ${end.type} ${address}`;
      const known = found.get(key);
      found.set(key, {
        key,
        role,
        type: end.type,
        title: descriptor?.title ?? end.type,
        glyph: descriptor?.glyph ?? end.type.slice(0, 2),
        address,
        text: known?.text ?? text,
        usedBy: [...(known?.usedBy ?? []), { id, name }],
      });
    }
  }
  return [...found.values()].toSorted((a, b) => a.key.localeCompare(b.key));
}

function addressOf(options: Readonly<Record<string, string>>): string {
  const host = HOSTS.map((key) => options[key]).find((value) => value !== undefined && value !== '') ?? '';
  const port = options['port'] === undefined ? '' : `:${options['port']}`;
  const user = options['username'] === undefined ? '' : `${options['username']}@`;
  const database = options['database'] ?? databaseOf(options['tables']);
  return host === '' ? '' : `${user}${host}${port}${database === undefined ? '' : `/${database}`}`;
}

/** The first part of three-part table patterns, where it is a plain name. */
function databaseOf(tables: string | undefined): string | undefined {
  const parts = tables?.split(',')[0]?.trim().split('.') ?? [];
  const first = parts[0];
  return parts.length >= 3 && first !== undefined && /^[\w-]+$/u.test(first) ? first : undefined;
}

/** Names of the secrets that a document refers to, and which pipelines do. */
export function secretUses(pipelines: readonly PipelineText[]): ReadonlyMap<string, readonly PipelineText[]> {
  const uses = new Map<string, PipelineText[]>();
  for (const pipeline of pipelines) {
    const names = new Set(
      findReferences(pipeline.text)
        .filter((reference) => reference.kind === 'secret')
        .map((reference) => reference.name),
    );
    for (const name of names) uses.set(name, [...(uses.get(name) ?? []), pipeline]);
  }
  return uses;
}
