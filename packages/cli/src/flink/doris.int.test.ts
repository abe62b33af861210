// MariaDB to Doris through Flink CDC on a real cluster that has everything in its lib; Doris is a listener that keeps what it is told.
import type { MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { createFlinkClient } from '@tailrace/flink';
import { missingForFlink, startFlinkCluster, type FlinkCluster } from '@tailrace/flink/testing';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releaseIn } from './flink-options.ts';
import { tailrace, until } from './testing/command-line.ts';
import { startShop, type ShopDatabase } from './testing/shop-database.ts';
import { startDorisFrontend, type DorisFrontend } from './testing/doris-frontend.ts';

let shop: ShopDatabase;
let database: MariadbServer;
let sql: Connection;
let cluster: FlinkCluster;
let doris: DorisFrontend;

describe.skipIf(missingForFlink().length > 0)(
  'MariaDB to Doris on a cluster with everything in its lib',
  () => {
    beforeAll(async () => {
      shop = await startShop('72', [
        'CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, item VARCHAR(40), price DECIMAL(10, 2))',
        "INSERT INTO shop.orders VALUES (1, 'pen', 1.5), (2, 'cup', 2.5)",
      ]);
      ({ server: database, sql } = shop);
      doris = await startDorisFrontend();
      cluster = await startFlinkCluster({
        connectors: ['mysql', 'doris'],
        cdcInLib: true,
        settings: { 'execution.checkpointing.interval': '1 s', 'classloader.resolve-order': 'parent-first' },
      });
    }, 300_000);

    afterAll(async () => {
      await cluster?.stop();
      await doris?.close();
      await shop?.stop();
    });

    test('tables, rows, changes and a new column arrive', async () => {
      const text = `source:
  type: mysql
  hostname: 127.0.0.1
  port: ${database.port}
  username: ${database.user}
  password: \${secret.SHOP}
  tables: shop.orders
  server-id: 6500-6501
  server-time-zone: UTC
route:
  - source-table: shop.orders
    sink-table: ods.orders
sink:
  type: doris
  fenodes: 127.0.0.1:${doris.port}
  benodes: 127.0.0.1:${doris.port}
  username: root
  password: \${secret.DORIS}
  table.create.properties.replication_num: 1
pipeline:
  name: Orders to Doris
  parallelism: 1
`;
      const called = tailrace(
        [
          'launch',
          'orders.yaml',
          '--engine',
          'flink',
          '--rest',
          cluster.url,
          '--cluster-lib',
          '--target',
          releaseIn({ kind: 'folder', folder: cluster.jars, cacheFolder: '' }),
        ],
        {
          files: { 'orders.yaml': text },
          env: { TAILRACE_SECRET_SHOP: database.password, TAILRACE_SECRET_DORIS: 'doris-sesame' },
        },
      );
      expect(`${await called.status} ${called.err()}`).toMatch(/^0 /);
      const client = createFlinkClient({ url: cluster.url });
      // The jar without content: nothing of Flink CDC was sent.
      expect((await client.jars()).map((jar) => jar.name)).toEqual(['tailrace-cluster-lib.jar']);

      const items = () => doris.rows('ods.orders').map((row) => row['item']);
      await until('the rows', () => (items().includes('cup') && items().includes('pen') ? true : undefined));
      expect(doris.statements).toContainEqual(
        expect.stringMatching(/^CREATE TABLE IF NOT EXISTS `ods`\.`orders`/),
      );

      await sql.query("UPDATE shop.orders SET item = 'mug' WHERE id = 2");
      await sql.query('DELETE FROM shop.orders WHERE id = 1');
      // Release 3.2 now and then waits for ever where a change of the table overtakes rows on their way.
      await until('the update', () => (items().includes('mug') ? true : undefined));
      await sql.query('ALTER TABLE shop.orders ADD COLUMN note VARCHAR(20)');
      await sql.query("INSERT INTO shop.orders VALUES (3, 'bag', 3.5, 'new')");
      await until('the new row', () => (items().includes('bag') ? true : undefined)).catch(
        async (error: Error) => {
          const { state } = await client.job(called.out().trim());
          const warnings = cluster
            .log()
            .split('\n')
            .filter((line) => / (?:WARN|ERROR) /.test(line));
          throw new Error(`${error.message}; the job is ${state}:\n${warnings.slice(-10).join('\n')}`);
        },
      );
      expect(
        doris
          .rows('ods.orders')
          .map((row) => [row['id'], row['item'], row['note'], row['__DORIS_DELETE_SIGN__']]),
      ).toEqual(
        expect.arrayContaining([
          [2, 'mug', undefined, '0'],
          [1, 'pen', undefined, '1'],
          [3, 'bag', 'new', '0'],
        ]),
      );
      expect(doris.statements).toContainEqual(
        expect.stringMatching(/^ALTER TABLE `ods`\.`orders` ADD COLUMN `note`/),
      );
      await client.cancel(called.out().trim());
    });
  },
);
