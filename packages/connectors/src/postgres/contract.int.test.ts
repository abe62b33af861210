// The suites that hold any connector to what the engine relies on.
import { encodeRow } from '@tailrace/core/event';
import { formatTableId, tableId } from '@tailrace/core/table';
import { describeSink, describeSource } from '@tailrace/engine/testing';
import { discovered, startTestServer } from './testing/test-server.ts';

describeSource('postgres', async () => {
  const db = await startTestServer();
  await db.src(
    `CREATE TABLE a (id int PRIMARY KEY, name text, amount numeric(8, 2)); CREATE TABLE b (x text, y int, PRIMARY KEY (x, y))`,
  );
  await db.src(
    `INSERT INTO a SELECT i, 'n' || i, i / 100.0 FROM generate_series(1, 50) i; INSERT INTO b VALUES ('k', 1), ('k', 2)`,
  );
  let round = 0;
  return {
    makeSource: async () => db.source(),
    tables: [tableId('public', 'a'), tableId('public', 'b')],
    change: async () => {
      round += 1;
      await db.src(
        `INSERT INTO a VALUES (${1000 + round}, 'new', NULL); UPDATE a SET name = 'r${round}' WHERE id <= 5; DELETE FROM a WHERE id = ${10 + round}`,
      );
      await db.src(`UPDATE b SET y = y + 10; INSERT INTO b VALUES ('r', ${round})`);
    },
    expected: async (table) => {
      const name = formatTableId(table);
      const [found] = await discovered(db.source(), name);
      if (found === undefined) throw new Error(`no ${name}`);
      const source = db.source();
      const rows = await source.sample({ ...found, limit: 10_000, signal: AbortSignal.timeout(20_000) });
      const json = rows.map((row) => encodeRow(row, found.schema));
      // The order of the suite's own image of a table: by the text of the key.
      const keyOf = (row: Readonly<Record<string, unknown>>): string =>
        JSON.stringify(found.schema.primaryKeys.map((key) => row[key]));
      return json.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
    },
    close: async () => db.stop(),
  };
});

describeSink('postgres', async () => {
  const db = await startTestServer();
  let tables = 0;
  return {
    makeSink: async (runId) => db.sink(runId),
    freshTable: () => tableId('public', `t${(tables += 1)}`),
    rows: async (table, schema) => {
      const source = db.source({ tables: 'dst.public.\\.*' });
      const all = await source.discover(AbortSignal.timeout(20_000));
      const found = all.find((one) => formatTableId(one.table) === formatTableId(table));
      if (found === undefined) return [];
      const rows = await source.sample({ ...found, limit: 100_000, signal: AbortSignal.timeout(20_000) });
      const json = rows.map((row) => encodeRow(row, schema));
      return json.toSorted((left, right) => Number(left['id']) - Number(right['id']));
    },
    close: async () => db.stop(),
  };
});
