// What the guided start has put together so far, and the document that it is. Pure; the text is written by the commands of the core.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renamePipeline, setSink, setSource } from '@tailrace/core/commands';
import type { ConnectorDescriptor, OptionSpec } from '@tailrace/core/descriptor';
import { applyDocumentEdits, createDocument } from '@tailrace/core/document';
import { asPattern } from '../../lib/table-pattern.ts';

export type Role = 'source' | 'sink';

export interface EndDraft {
  readonly type: string;
  /** Values of its fields, by key. */
  readonly values: Readonly<Record<string, string>>;
}

export interface GuideDraft {
  readonly name: string;
  readonly source: EndDraft;
  readonly sink: EndDraft;
  /** The database that the patterns of a source begin with, where its connection is to one. */
  readonly database: string;
  /** Chosen tables; undefined: all, also those that come later. */
  readonly tables: readonly string[] | undefined;
}

export function connectorOf(role: Role, type: string): ConnectorDescriptor | undefined {
  return connectorCatalog.find(role, type);
}

/** Those that this machine runs first. */
export const connectorsFor = (role: Role): readonly ConnectorDescriptor[] =>
  connectorCatalog.connectors
    .filter((connector) => connector.role === role)
    .toSorted((a, b) => Number(b.engines.includes('embedded')) - Number(a.engines.includes('embedded')));

export function endOf(role: Role, type: string): EndDraft {
  const example = connectorOf(role, type)?.example ?? {};
  return {
    type,
    values: Object.fromEntries(
      Object.entries(example)
        .filter(([key]) => key !== 'tables')
        // A reference in an example names a secret that is not there.
        .map(([key, value]) => [key, String(value).startsWith('${') ? '' : String(value)]),
    ),
  };
}

/** What has to be known before anything can be tried: what is required, and what the example says. */
export function fieldsOf(role: Role, type: string): readonly OptionSpec[] {
  const connector = connectorOf(role, type);
  if (connector === undefined) return [];
  const said = new Set(Object.keys(connector.example));
  return connector.options.filter(
    ({ key, required, prefix, kind }) =>
      key !== 'tables' && prefix !== true && kind !== 'boolean' && (required === true || said.has(key)),
  );
}

/** Whether the patterns of the source begin with the name of its one database. */
export const namesDatabase = (type: string): boolean =>
  connectorOf('source', type)?.options.find(({ key }) => key === 'tables')?.selector?.literalFirst === true;

export const FIRST_DRAFT: GuideDraft = {
  name: 'my-pipeline',
  source: endOf('source', 'postgres'),
  sink: endOf('sink', 'postgres'),
  database: '',
  tables: undefined,
};

/** The patterns of the chosen tables, or of all. */
export function patternsOf({ source, database, tables }: GuideDraft): string | undefined {
  const option = connectorOf('source', source.type)?.options.find(({ key }) => key === 'tables');
  if (option === undefined) return undefined;
  const prefix = namesDatabase(source.type) ? `${database}.` : '';
  const parts = option.selector?.parts ?? 2;
  const all = Array.from({ length: prefix === '' ? parts : parts - 1 }, () => '\\.*').join('.');
  if (tables === undefined) return prefix + all;
  return tables.map((table) => prefix + asPattern(table)).join(', ');
}

export function textOf(draft: GuideDraft): string {
  const patterns = patternsOf(draft);
  const source = { ...draft.source.values, ...(patterns === undefined ? {} : { tables: patterns }) };
  const withSource = apply(EMPTY, setSource(EMPTY, { type: draft.source.type, options: filled(source) }));
  const sink = { type: draft.sink.type, options: filled(draft.sink.values) };
  const withSink = apply(withSource, setSink(withSource, sink));
  return apply(withSink, renamePipeline(withSink, { name: draft.name })).text;
}

const EMPTY = createDocument('', { catalog: connectorCatalog, checks: undefined });

function apply(snapshot: typeof EMPTY, outcome: ReturnType<typeof setSink>): typeof EMPTY {
  if (!outcome.ok) throw new Error(`the guided start cannot write its document: ${outcome.reason}`);
  return applyDocumentEdits(snapshot, outcome.edits).snapshot;
}

const filled = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));

/** The required fields that are still empty. */
export function missing(role: Role, { type, values }: EndDraft, database: string): readonly string[] {
  const empty = fieldsOf(role, type)
    .filter(({ key, required }) => required === true && (values[key] ?? '').trim() === '')
    .map(({ key }) => key);
  return role === 'source' && namesDatabase(type) && database.trim() === '' ? [...empty, 'database'] : empty;
}
