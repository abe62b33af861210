// Rows that were kept as tests: an event, and what the sink got from it at that time. They are tried again with every change of the
// document. Kept in this browser, by pipeline; as a file they run in `tailrace test`.
import { schemaToJson } from '@tailrace/core/event';
import type { PreviewTable } from '@tailrace/server/router';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { toSchema } from '../../document/live-tables.ts';
import type { TryEvent } from '../../document/try-store.ts';
import { tablesFor } from './tables-for.ts';
import type { Outcome, SinkEvent } from './try-event.ts';

export interface KeptTest {
  readonly id: string;
  readonly name: string;
  readonly event: TryEvent;
  /** The instant that its clock functions give, in ms. */
  readonly now: number;
  readonly expect: readonly SinkEvent['event'][];
  /** The code of the error that it ended in. */
  readonly error?: string;
}

const keyOf = (pipelineId: string): string => `tailrace:tests:${pipelineId}`;

/** The kept tests of a pipeline; every change is written down. What cannot be read is none. */
export function openTests(
  pipelineId: string,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): StoreApi<readonly KeptTest[]> {
  const store = createStore<readonly KeptTest[]>(() => read(storage.getItem(keyOf(pipelineId))));
  store.subscribe((tests) => storage.setItem(keyOf(pipelineId), JSON.stringify(tests)));
  return store;
}

function read(text: string | null): readonly KeptTest[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? (kept as KeptTest[]) : [];
  } catch {
    return [];
  }
}

export interface Tried {
  readonly event: TryEvent;
  readonly outcome: Outcome;
  readonly now: number;
}

/** Names are told once in a file, so each gets a number of its own. */
export function keepTest(tests: readonly KeptTest[], { event, outcome, now }: Tried): readonly KeptTest[] {
  const base = `${event.type} ${event.table}`;
  const names = new Set(tests.map(({ name }) => name));
  let number = 1;
  while (names.has(`${base} ${number}`)) number += 1;
  return [
    ...tests,
    {
      id: `${base} ${number}`,
      name: `${base} ${number}`,
      event,
      now,
      expect: outcome.sink.map((one) => one.event),
      ...(outcome.error === undefined ? {} : { error: outcome.error.code }),
    },
  ];
}

/** What is different now, in words; undefined where the test holds. */
export function differs(test: KeptTest, now: Outcome): string | undefined {
  if (now.error?.code !== test.error) {
    if (now.error !== undefined) return `It fails: ${now.error.message}`;
    return `It went wrong with ${test.error ?? ''} when it was kept, and goes through now.`;
  }
  if (now.sink.length !== test.expect.length) {
    return `The sink got ${test.expect.length} events, and gets ${now.sink.length}.`;
  }
  const at = test.expect.findIndex((event, index) => !isSame(event, now.sink[index]?.event));
  if (at < 0) return undefined;
  return difference(test.expect[at], now.sink[at]?.event);
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Keys in order: a column that moved is the same row. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}

function difference(expected: SinkEvent['event'] | undefined, got: SinkEvent['event'] | undefined): string {
  if (expected === undefined || got === undefined) return 'The sink gets other events.';
  if (expected.type !== got.type) return `A ${expected.type} has become a ${got.type}.`;
  if (expected.table !== got.table) return `It went to ${expected.table}, and goes to ${got.table}.`;
  for (const side of ['before', 'after']) {
    const [was, is] = [rowOf(expected[side]), rowOf(got[side])];
    const column = [...new Set([...Object.keys(was), ...Object.keys(is)])].find(
      (name) => !isSame(was[name], is[name]),
    );
    if (column !== undefined) {
      return `${column} ${side === 'before' ? 'before ' : ''}was ${shown(was[column])}, and is ${shown(is[column])}.`;
    }
  }
  return 'The sink gets another change.';
}

const rowOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const shown = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));

/** A file for `tailrace test`: the events as JSON, which is YAML, with the tables that they need. */
export function testFile(
  tests: readonly KeptTest[],
  tables: readonly PreviewTable[],
  pipeline: string,
): string {
  const lines = [`pipeline: ${JSON.stringify(pipeline)}`, 'tests:'];
  for (const test of tests) {
    lines.push(`  - name: ${JSON.stringify(test.name)}`);
    lines.push(`    now: ${new Date(test.now).toISOString()}`, '    given:');
    for (const { table, source } of tablesFor(tables, test.event.table)) {
      lines.push(
        `      - ${JSON.stringify({ type: 'create.table', table, schema: schemaToJson(toSchema(source)) })}`,
      );
    }
    lines.push('    events:', `      - ${JSON.stringify(test.event)}`);
    if (test.error !== undefined) lines.push(`    error: ${test.error}`);
    else if (test.expect.length === 0) lines.push('    expect: []');
    else lines.push('    expect:', ...test.expect.map((event) => `      - ${JSON.stringify(event)}`));
  }
  return `${lines.join('\n')}\n`;
}
