// The first difference between the events that a test expects and those that came, in words. Both are brought to one notation first, so
// that `9.9` and "9.90" of a DECIMAL(5, 2) are the same.
import { type ChangeEvent, eventFromJson, eventToJson, isDataChange } from '@tailrace/core/event';
import { formatTableId, type TableSchema } from '@tailrace/core/table';
import { differences } from './differences.ts';
import type { GivenEvent, PipelineTest } from './pipeline-test.ts';

/** What the sink got, with the schema of its table at that moment and the place of the event that it came from. */
export interface SinkEvent {
  readonly event: ChangeEvent;
  readonly schema: TableSchema | undefined;
  readonly from: string;
}

/** Lines about the first event that differs; none where all are as expected. */
export function compareEvents(
  expected: readonly GivenEvent[],
  got: readonly SinkEvent[],
  order: PipelineTest['order'],
): readonly string[] {
  if (order === 'exact') return compareInOrder(expected, got, '');
  const tables = new Set([...expected.map(tableOf), ...got.map(({ event }) => formatTableId(event.table))]);
  for (const table of tables) {
    const found = compareInOrder(
      expected.filter((event) => tableOf(event) === table),
      got.filter(({ event }) => formatTableId(event.table) === table),
      ` of ${table}`,
    );
    if (found.length > 0) return found;
  }
  return [];
}

function compareInOrder(
  expected: readonly GivenEvent[],
  got: readonly SinkEvent[],
  ofTable: string,
): readonly string[] {
  for (let at = 0; at < Math.max(expected.length, got.length); at += 1) {
    const found = compareOne(expected[at], got[at]);
    if (found === undefined) continue;
    const number = `event ${at + 1}${ofTable}`;
    return [
      `${number} ${found.what} (expected ${count(expected.length)}, got ${count(got.length)})`,
      ...found.lines,
    ];
  }
  return [];
}

interface Found {
  readonly what: string;
  readonly lines: readonly string[];
}

function compareOne(expected: GivenEvent | undefined, got: SinkEvent | undefined): Found | undefined {
  if (got === undefined)
    return { what: 'did not come', lines: [`  expected ${JSON.stringify(expected?.json)}`] };
  const json = eventToJson(got.event, got.schema);
  if (expected === undefined) {
    return { what: `was not expected; it came from ${got.from}`, lines: [`  got ${JSON.stringify(json)}`] };
  }
  const wanted = inOneNotation(expected.json, got);
  const lines = differences(wanted.json, withoutUnasked(json, wanted.json));
  if (lines.length === 0) return undefined;
  return {
    what: `is another; it came from ${got.from}`,
    lines: [
      ...lines,
      ...(wanted.fault === undefined ? [] : [`the expected event cannot come: ${wanted.fault}`]),
    ].map((line) => `  ${line}`),
  };
}

/** The expected event as we would print it; as it stands where it cannot be read by the schema of what came. */
function inOneNotation(json: unknown, got: SinkEvent): { readonly json: unknown; readonly fault?: string } {
  const table = formatTableId(got.event.table);
  const read = eventFromJson(json, (id) => (formatTableId(id) === table ? (got.schema ?? EMPTY) : EMPTY));
  if (!read.ok) return { json, fault: read.message };
  const same = formatTableId(read.value.table) === table;
  if (isDataChange(read.value) && !(same && got.schema !== undefined)) return { json };
  return { json: eventToJson(read.value, got.schema) };
}

const EMPTY: TableSchema = { columns: [], primaryKeys: [], partitionKeys: [], options: {} };

/** What a test may leave out without asking for its absence. */
const OPTIONAL = ['meta', 'oldTypes', 'comments'];

function withoutUnasked(json: Readonly<Record<string, unknown>>, wanted: unknown): unknown {
  const asked = typeof wanted === 'object' && wanted !== null ? wanted : {};
  return Object.fromEntries(
    Object.entries(json).filter(([key]) => !OPTIONAL.includes(key) || Object.hasOwn(asked, key)),
  );
}

function tableOf({ json }: GivenEvent): string {
  const read = eventFromJson(json, () => EMPTY);
  if (read.ok) return formatTableId(read.value.table);
  const table: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'table') : undefined;
  return typeof table === 'string' ? table : '';
}

const count = (events: number): string => `${events} event${events === 1 ? '' : 's'}`;
