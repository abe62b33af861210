// One filter and three computed columns over insert events, compiled from the text of a rule, against the same logic written by hand in
// TypeScript: NULL where the language has NULL, INT that wraps, texts in upper case. Hand-written is the limit.
import type { DataChangeEvent } from '@tailrace/core/event';
import { tableId } from '@tailrace/core/table';
import { createTableTransform } from '@tailrace/core/transform';
import { parseDataType } from '@tailrace/core/types';
import type { Row } from '@tailrace/core/value';
import type { Benchmark } from './benchmark.ts';

const EVENTS = 20_000;
const ROUNDS = 50;
const TABLE = tableId('shop', 'orders');
const COLUMNS = {
  id: 'INT NOT NULL',
  name: 'STRING',
  qty: 'INT',
  weight: 'DOUBLE',
  status: 'STRING',
} as const;
const PROJECTION =
  "id, UPPER(name) AS name, qty * 2 + 1 AS twice, CASE WHEN weight > 50 THEN 'heavy' ELSE 'light' END AS load";
const FILTER = "qty > 10 AND status <> 'void'";

export const expression: Benchmark = {
  name: 'expression',
  unit: 'rows/s',
  better: 'more',
  runs: 9,
  referenceName: 'the same written by hand',
  setUp() {
    const events = makeEvents();
    const compiled = compileRule();
    const [a, b] = [compiled, byHand].map((apply) =>
      events.map((event) => JSON.stringify(apply(event) ?? null)),
    );
    const wrong = a?.findIndex((text, at) => text !== b?.[at]) ?? 0;
    if (wrong >= 0) throw new Error(`row ${wrong}: ${a?.[wrong]} is not ${b?.[wrong]}`);
    rowsPerSecond(events, compiled);
    rowsPerSecond(events, byHand);
    return Promise.resolve({
      ours: () => Promise.resolve(rowsPerSecond(events, compiled)),
      reference: () => Promise.resolve(rowsPerSecond(events, byHand)),
      tearDown: () => Promise.resolve(),
    });
  },
};

type Apply = (event: DataChangeEvent) => DataChangeEvent | undefined;

function compileRule(): Apply {
  const columns = Object.entries(COLUMNS).map(([name, text]) => {
    const type = parseDataType(text);
    if (type === undefined) throw new Error(text);
    return { name, type };
  });
  const transform = createTableTransform(
    { sourceTable: 'shop.orders', projection: PROJECTION, filter: FILTER },
    { metadata: [], decimalPrecision: 19, timeZone: 'UTC', userFunctions: [], models: [] },
    { rule: 0, table: TABLE },
    { columns, primaryKeys: ['id'], partitionKeys: [], options: {} },
  );
  return (event) => transform.apply(event, 0);
}

function byHand(event: DataChangeEvent): DataChangeEvent | undefined {
  if (event.type !== 'insert') return undefined;
  const [id = null, name, qty, weight, status] = event.after;
  if (typeof qty !== 'number' || qty <= 10 || status === 'void') return undefined;
  const row: Row = [
    id,
    typeof name === 'string' ? name.toUpperCase() : null,
    (Math.imul(qty, 2) + 1) | 0,
    typeof weight === 'number' && weight > 50 ? 'heavy' : 'light',
  ];
  return { type: 'insert', table: event.table, after: row };
}

function makeEvents(): readonly DataChangeEvent[] {
  return Array.from({ length: EVENTS }, (_, at): DataChangeEvent => {
    const every = <T>(n: number, value: T): T | null => (at % n === 0 ? null : value);
    const status = ['paid', 'void', 'new'][at % 3] ?? null;
    const after = [
      at,
      every(7, `Person ${at % 1000}`),
      every(11, at % 100),
      every(13, (at % 997) / 9),
      status,
    ];
    return { type: 'insert', table: TABLE, after };
  });
}

/** The results are kept for a while, as a batch for a sink is: an engine may leave out what nobody looks at. */
function rowsPerSecond(events: readonly DataChangeEvent[], apply: Apply): number {
  const began = performance.now();
  let passed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const batch: DataChangeEvent[] = [];
    for (const event of events) {
      const result = apply(event);
      if (result !== undefined) batch.push(result);
    }
    passed += batch.length;
  }
  if (passed === 0) throw new Error('no row passed');
  return (EVENTS * ROUNDS * 1000) / (performance.now() - began);
}
