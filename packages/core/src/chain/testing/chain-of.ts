// What the tests of the chain have in common: a chain of a few rules, and events in JSON through it.
import { must } from '../../assert/index.ts';
import { createCatalog } from '../../descriptor/index.ts';
import { type ChangeEvent, eventFromJson, eventToJson } from '../../event/index.ts';
import { parsePipeline } from '../../pipeline/index.ts';
import { type TableId, parseTableId } from '../../table/index.ts';
import type { JsonValue } from '../../value/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { type ChainTrace, type OperatorChain, createOperatorChain } from '../index.ts';

export const id = (text: string): TableId => must(parseTableId(text), text);

/** The chain of a document of which only the rules are given; its state and trace where wanted. */
export function chainOf(
  yaml: string,
  more: { state?: JsonValue; trace?: ChainTrace; now?: () => number } = {},
): OperatorChain {
  const { pipeline } = parsePipeline(
    parseYaml(`source:\n  type: x\nsink:\n  type: x\n${yaml}`),
    createCatalog([]),
  );
  return createOperatorChain({
    pipeline,
    defaultTimeZone: 'UTC',
    now: more.now ?? (() => 0),
    metadataColumns: [{ key: 'op_ts', type: 'BIGINT NOT NULL', description: 'time' }],
    ...more,
  });
}

/** Sends events given as JSON, and gives what comes out as JSON. */
export function send(chain: OperatorChain, ...events: object[]): unknown[] {
  const out: ChangeEvent[] = [];
  const result: unknown[] = [];
  for (const json of events) {
    const event = eventFromJson(json, (table) => chain.sourceSchema(table));
    if (!event.ok) throw new Error(event.message);
    chain.process(event.value, out);
    result.push(...out.map((each) => eventToJson(each, chain.sinkSchema(each.table))));
    out.length = 0;
  }
  return result;
}

/** Events in JSON, as in a file of events. */
export const create = (table: string, columns: Record<string, string>, primaryKeys: string[] = []) => ({
  type: 'create.table',
  table,
  schema: {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    primaryKeys,
    partitionKeys: [],
    options: {},
  },
});
export const insert = (table: string, after: object) => ({ type: 'insert', table, after });

/** One transform, with a column computed, one left out, and a filter. */
export const RULE = `
transform:
  - source-table: db.t
    projection: "id, UPPER(name) AS shout, name"
    filter: id > 1
    primary-keys: id
`;
export const T = create('db.t', { id: 'INT', name: 'STRING', extra: 'DATE' });

/** Two tables and more merged into one. */
export const MERGED = `
route:
  - source-table: db.part_\\.*
    sink-table: db.all
pipeline:
  schema.change.behavior: evolve
`;
