// The source held to what the engine relies on, against a real MariaDB.
import { encodeRow, type JsonRow } from '@tailrace/core/event';
import { formatTableId, tableId, type TableId } from '@tailrace/core/table';
import { describeSource } from '@tailrace/engine/testing';
import { connectMysql, type MysqlSession } from '../connect.ts';
import { startMariadb } from '../testing/mariadb-server.ts';
import { createMysqlSource } from './source.ts';

const ORDERS = tableId('shop', 'orders');
const LINES = tableId('shop', 'lines');

describeSource('MariaDB', async () => {
  const server = await startMariadb();
  const { host, port, user, password } = server;
  const session: MysqlSession = await connectMysql({
    host,
    port,
    user,
    password,
    tlsMode: 'disabled',
    connectTimeoutMs: 10_000,
  });
  await session.query('CREATE DATABASE shop');
  await session.query(
    'CREATE TABLE shop.orders (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(40), total DECIMAL(8, 2) NOT NULL, at TIMESTAMP(3) NULL)',
  );
  await session.query(
    'CREATE TABLE shop.lines (`order` INT, line SMALLINT UNSIGNED, what TEXT, PRIMARY KEY (`order`, line))',
  );
  await session.query(
    "INSERT INTO shop.orders (note, total, at) SELECT CONCAT('n', seq), seq / 7, FROM_UNIXTIME(1700000000 + seq) FROM shop.seq_1_to_30",
  );
  await session.query(
    "INSERT INTO shop.lines SELECT seq DIV 3, seq MOD 3, REPEAT('x', seq) FROM shop.seq_0_to_29",
  );
  let changes = 0;
  const makeSource = async () =>
    createMysqlSource({
      options: {
        hostname: host,
        port: String(port),
        username: user,
        password,
        tables: 'shop.\\.*',
        'server-id': '5400-5410',
        'jdbc.properties.useSSL': 'false',
      },
      pipelineName: 'contract',
      log: () => undefined,
    });
  return {
    makeSource,
    tables: [ORDERS, LINES],
    async change() {
      changes += 1;
      await session.query('START TRANSACTION');
      await session.query('INSERT INTO shop.orders (note, total) VALUES (?, 1.5), (NULL, -2)', [
        `change ${changes}`,
      ]);
      await session.query('UPDATE shop.orders SET total = total + 1 WHERE id % 5 = 0');
      await session.query('DELETE FROM shop.orders WHERE id = ?', [changes]);
      await session.query('COMMIT');
      await session.query('UPDATE shop.lines SET line = line + 10 WHERE `order` = ?', [changes]);
      await session.query('INSERT INTO shop.lines VALUES (?, 1, NULL)', [1000 + changes]);
    },
    async expected(table: TableId): Promise<readonly JsonRow[]> {
      const source = await makeSource();
      const found = (await source.discover(AbortSignal.timeout(10_000))).find(
        (each) => formatTableId(each.table) === formatTableId(table),
      );
      if (found === undefined) throw new Error(`no table ${formatTableId(table)}`);
      const rows = await source.sample({
        table,
        schema: found.schema,
        limit: 10_000,
        signal: AbortSignal.timeout(10_000),
      });
      await source.close();
      const keys = found.schema.primaryKeys.map((name) =>
        found.schema.columns.findIndex((column) => column.name === name),
      );
      const keyOf = (row: (typeof rows)[number]): string => JSON.stringify(keys.map((at) => row[at]));
      return rows
        .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .map((row) => encodeRow(row, found.schema));
    },
    async close() {
      await session.end();
      await server.stop();
    },
  };
});
