// What needs a release of Flink CDC (FLINK_CDC_HOME): PostgreSQL as its source, Kafka as its sink. The sample pipelines are held to the
// embedded engine there, cell by cell.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { samplePipelines, startDemo, type Demo } from '@tailrace/demo';
import { createFlinkClient, type FlinkClient } from '@tailrace/flink';
import {
  missingForFlink,
  missingInHome,
  startFlinkCluster,
  startKafkaBroker,
  type FlinkCluster,
  type KafkaBroker,
} from '@tailrace/flink/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releaseIn } from './flink-options.ts';
import { tailrace, until } from './testing/command-line.ts';
import { printedRows } from './testing/values-log.ts';

const isWithout = missingForFlink().length > 0;

const hasRelease = !isWithout && missingInHome(['postgres', 'kafka', 'values']).length === 0;
/** Releases up to 3.6. */
const cannotReadZoned =
  hasRelease &&
  releaseIn({ kind: 'folder', folder: process.env['FLINK_CDC_HOME'] ?? '', cacheFolder: '' }) !== 'newest';

const EQUAL = /^0\n(?:[\w.]+: equal: [1-9]\d* rows, [1-9]\d* cells(?:; not compared, [^\n]+)?\n)+$/;

/** The columns of the shop's tables that are a timestamptz. */
const ZONED = [
  ['customers', ['created_at', 'updated_at']],
  ['products', ['created_at']],
  ['orders', ['placed_at', 'shipped_at']],
] as const;

describe.skipIf(isWithout)('the broker of the tests', () => {
  test('gives the records of a topic as they were written', async () => {
    const broker = await startKafkaBroker();
    try {
      await broker.write('words', ['one', '{"zwei": "ü"}', 'three']);
      expect(await broker.read('words', 3)).toEqual(['one', '{"zwei": "ü"}', 'three']);
    } finally {
      await broker.stop();
    }
  }, 120_000);
});

describe.skipIf(!hasRelease)('a release of Flink CDC', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-release-'));
  chmodSync(folder, 0o755);
  let demo: Demo;
  let sql: pg.Client;
  let cluster: FlinkCluster;
  let client: FlinkClient;
  let kafka: KafkaBroker;

  const call = (command: string, text: string, flags: readonly string[] = []) =>
    tailrace([command, 'sample.yaml', '--rest', cluster.url, '--jars', cluster.jars, ...flags], {
      files: { 'sample.yaml': text },
      env: {
        TAILRACE_SECRET_DEMO_PASSWORD: demo.connection.password,
        TAILRACE_CACHE: path.join(folder, 'jars'),
      },
    });

  const products = (sink: string) => `source:
  type: postgres
  hostname: ${demo.connection.host}
  port: ${demo.connection.port}
  username: ${demo.connection.user}
  password: \${secret.DEMO_PASSWORD}
  tables: shop.public.products
  slot.name: release_${sink.startsWith('type: kafka') ? 'kafka' : 'values'}
  decoding.plugin.name: pgoutput
transform:
  - source-table: public.products
    projection: id, name
sink:
  ${sink}
pipeline:
  name: Products
  parallelism: 1
`;

  const launched = async (text: string, flags: readonly string[] = []): Promise<string> => {
    const called = call('launch', text, ['--engine', 'flink', ...flags]);
    expect(`${await called.status} ${called.err()}`).toMatch(/^0 /);
    return called.out().trim();
  };

  const printed = async (row: string, from: number) =>
    until(`the row ${row}`, () =>
      printedRows(cluster.printed().slice(from), 'public.products').find((one) => one === row),
    );

  beforeAll(async () => {
    demo = await startDemo({
      dataDir: path.join(folder, 'demo'),
      load: false,
      onProgress: () => undefined,
    });
    const { host, port, user, password } = demo.connection;
    sql = new pg.Client({ host, port, user, password, database: 'shop' });
    await sql.connect();
    cluster = await startFlinkCluster({
      connectors: ['postgres', 'kafka', 'values'],
      settings: { 'execution.checkpointing.interval': '1 s' },
    });
    client = createFlinkClient({ url: cluster.url });
    kafka = await startKafkaBroker();
  }, 600_000);

  afterAll(async () => {
    await kafka?.stop();
    await cluster?.stop();
    await sql?.end();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Status and what is said. */
  const compared = async (name: string) => {
    const sample = samplePipelines(demo.connection).find((one) => one.name === name);
    const called = call('parity', sample?.text ?? '');
    const status = await called.status;
    return `${status}\n${called.out()}${status === 0 ? '' : called.err()}`;
  };

  test('gives the cells that the embedded engine gives: Shards merged into one table', async () => {
    // The timestamptz of the shards is left behind by the projection, so that no release has to read it.
    expect(await compared('Shards merged into one table')).toMatch(EQUAL);
  }, 300_000);

  test('streams PostgreSQL, stops with a savepoint, and goes on with each row once', async () => {
    const text = products('type: values\n  print.enabled: true');
    const jobId = await launched(text);
    const from = cluster.printed().length;
    await sql.query(
      "INSERT INTO products (id, sku, name, category, price, created_at) VALUES (900001, 'a', 'first', 'toys', 1, now())",
    );
    await printed('900001, first', 0);
    const savepoint = await client.awaitSavepoint(jobId, await client.stopWithSavepoint(jobId));
    await sql.query(
      "INSERT INTO products (id, sku, name, category, price, created_at) VALUES (900002, 'b', 'missed', 'toys', 1, now())",
    );
    const again = cluster.printed().length;
    const second = await launched(text, ['--from-savepoint', savepoint]);
    await printed('900002, missed', again);
    await client.cancel(second);
    const rows = printedRows(cluster.printed().slice(from), 'public.products');
    expect(rows.filter((row) => row.startsWith('90000'))).toEqual(['900001, first', '900002, missed']);
  }, 300_000);

  test('writes PostgreSQL to Kafka', async () => {
    const sink = `type: kafka\n  properties.bootstrap.servers: ${kafka.address}\n  topic: products`;
    const jobId = await launched(products(sink));
    const { rows } = await sql.query<{ count: number }>('SELECT count(*)::int AS count FROM products');
    const count = rows[0]?.count ?? 0;
    const records = await kafka.read('products', count);
    const ids = records.map((record) => (JSON.parse(record) as { after: { id: number } }).after.id);
    expect(new Set(ids).size).toBe(count);
    await client.cancel(jobId);
  }, 300_000);

  test.skipIf(!cannotReadZoned)(
    'a timestamptz that the sink would read is told of before anything is submitted',
    async () => {
      const jobIds = async () => new Set((await client.jobs()).map(({ id }) => id));
      const before = await jobIds();
      expect(await compared('Shop to warehouse')).toMatch(
        /^1\nerror\[target-refuses\].* fails in the sink on the timestamptz column \w+ of public\.\w+/,
      );
      expect(await jobIds()).toEqual(before);
    },
    300_000,
  );

  test('gives the cells that the embedded engine gives: Shop to warehouse', async () => {
    for (const [table, columns] of cannotReadZoned ? ZONED : []) {
      for (const column of columns) await sql.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
    expect(await compared('Shop to warehouse')).toMatch(EQUAL);
  }, 300_000);
});
