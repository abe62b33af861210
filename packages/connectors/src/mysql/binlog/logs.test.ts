// Whole logs of real servers: every event, row and transaction in them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { EVENT, eventName } from './event-type.ts';
import type { LogFormat } from './format-description.ts';
import { readQueryEvent } from './query-event.ts';
import { createEventReader, payloadEvents, type RawEvent } from './read-event.ts';
import { isRowsEvent, RowsEvent } from './rows-event.ts';
import { readTableMap, type TableMap } from './table-map.ts';
import { fileEvents } from './testing/log-file.ts';
import { BINLOGS, describeRows, readVectors, type DescribedRow, type LogSummary } from './testing/vectors.ts';
import { inflatePayload, readTransactionPayload } from './transaction-payload.ts';

function readLog(name: string): Buffer {
  const bytes = readFileSync(path.join(BINLOGS, name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

interface Found {
  readonly counts: Map<string, number>;
  readonly rows: { table: string; change: string; eventEnds: number; row: number; values: DescribedRow }[];
  transactions: number;
}

function readAll(file: Buffer): Found {
  const found: Found = { counts: new Map(), rows: [], transactions: 0 };
  const reader = createEventReader(true);
  const tables = new Map<number, TableMap>();
  for (const [buffer, at, end] of fileEvents(file)) {
    const event = reader.read(buffer, at, end);
    const name = eventName(event.header.type);
    found.counts.set(name, (found.counts.get(name) ?? 0) + 1);
    take(event, { found, tables, format: reader.format, eventEnds: event.header.nextPosition });
  }
  return found;
}

interface Reading {
  readonly found: Found;
  readonly tables: Map<number, TableMap>;
  readonly format: LogFormat;
  readonly eventEnds: number;
}

function take(event: RawEvent, reading: Reading): void {
  const { type } = event.header;
  const { found, tables, format } = reading;
  if (type === EVENT.XID) found.transactions += 1;
  else if (type === EVENT.QUERY) {
    if (readQueryEvent(event).query.toString('utf8') === 'COMMIT') found.transactions += 1;
  } else if (type === EVENT.TABLE_MAP) {
    const map = readTableMap(event.buffer, event.start, event.end, format);
    tables.set(map.tableId, map);
  } else if (type === EVENT.TRANSACTION_PAYLOAD) {
    const payload = inflatePayload(readTransactionPayload(event.buffer.subarray(event.start, event.end)));
    for (const inner of payloadEvents(payload)) take(inner, reading);
  } else if (isRowsEvent(type)) takeRows(event, reading);
}

function takeRows(event: RawEvent, { found, tables, format, eventEnds }: Reading): void {
  const rows = new RowsEvent(event, format);
  const map = tables.get(rows.tableId);
  if (map === undefined) throw new Error(`no table map for ${rows.tableId}`);
  const described = describeRows(rows, map.columns);
  const table = `${map.schema}.${map.table}`;
  for (const [row, values] of described.entries())
    found.rows.push({ table, change: rows.kind, eventEnds, row, values });
}

function countByTable(rows: Found['rows']): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { table, change } of rows) {
    const of = (counts[table] ??= {});
    of[change] = (of[change] ?? 0) + 1;
  }
  return counts;
}

function sampled(found: Found, summary: LogSummary): unknown[] {
  const key = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);
  const rows = new Map(
    found.rows.map((each) => [key(each.table, each.change, each.eventEnds, each.row), each.values]),
  );
  return summary.sample.map(({ table, change, eventEnds, row }) => ({
    table,
    change,
    eventEnds,
    row,
    ...rows.get(key(table, change, eventEnds, row)),
  }));
}

describe.skipIf(!existsSync(BINLOGS))('logs of real servers', () => {
  test.each(readVectors().files.map((summary) => [summary.file, summary] as const))('%s', (file, summary) => {
    const log = readLog(file);
    const found = readAll(log);
    expect(Object.fromEntries(found.counts)).toEqual(summary.events);
    expect(countByTable(found.rows)).toEqual(summary.rows);
    expect(found.rows).toHaveLength(summary.rowCount);
    expect(found.transactions).toBe(summary.transactions);
    expect(sampled(found, summary)).toEqual(summary.sample);
  });
});
