// `tailrace launch` on a real Flink cluster in one JVM, with Flink CDC's mysql connector reading a real MariaDB.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { createFlinkClient, documentForFlink, launchOnFlink, type FlinkClient } from '@tailrace/flink';
import { missingForFlink, startFlinkCluster, type FlinkCluster } from '@tailrace/flink/testing';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { releaseIn } from './flink-options.ts';
import { tailrace, until } from './testing/command-line.ts';
import { startShop, type ShopDatabase } from './testing/shop-database.ts';
import { printedRows } from './testing/values-log.ts';

const cache = mkdtempSync(path.join(tmpdir(), 'tailrace-job-jars-'));
let shop: ShopDatabase;
let database: MariadbServer;
let sql: Connection;
let cluster: FlinkCluster;
let client: FlinkClient;

interface Choices {
  readonly table?: string;
  readonly password?: string;
  readonly parallelism?: number;
  readonly filter?: string;
  readonly name?: string;
}

const document = (choices: Choices = {}) => `# Orders worth looking at
source:
  type: mysql
  hostname: 127.0.0.1
  port: ${database.port}
  username: ${database.user}
  password: ${choices.password ?? '${secret.SHOP}'}
  tables: ${choices.table ?? 'shop.orders'}
  server-id: 6400-6409
  server-time-zone: UTC
transform:
  - source-table: shop.orders
    projection: id, item, qty, UPPER(item) AS big
    filter: ${choices.filter ?? 'qty > 1'}
sink:
  type: values
  print.enabled: true
pipeline:
  name: ${choices.name ?? 'Orders to values'}
  parallelism: ${choices.parallelism ?? 2}
`;

function launch(text: string, flags: readonly string[] = [], jars = cluster.jars) {
  return tailrace(
    ['launch', 'orders.yaml', '--engine', 'flink', '--rest', cluster.url, '--jars', jars, ...flags],
    {
      files: { 'orders.yaml': text },
      env: { TAILRACE_SECRET_SHOP: database.password, TAILRACE_CACHE: cache },
    },
  );
}

/** Launches and answers the id of the job. */
async function launched(text: string, flags: readonly string[] = []): Promise<string> {
  const called = launch(text, flags);
  if ((await called.status) !== 0) throw new Error(`launch failed: ${called.err()}`);
  return called.out().trim();
}

const running = async (jobId: string) =>
  until('all tasks to run', async () => {
    const job = await client.job(jobId);
    return job.vertices.every((vertex) => vertex.status === 'RUNNING') ? job : undefined;
  });

const ended = async (jobId: string) =>
  until('the end of the job', async () => {
    const { state } = await client.job(jobId);
    return ['FAILED', 'CANCELED', 'FINISHED'].includes(state) ? state : undefined;
  });

const rowPrinted = async (row: string, from = 0) =>
  until(`the row ${row}`, () =>
    printedRows(cluster.printed().slice(from), 'shop.orders').find((one) => one === row),
  );

describe.skipIf(missingForFlink().length > 0)('launch on a real Flink cluster', () => {
  beforeAll(async () => {
    shop = await startShop('71', [
      'CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, item VARCHAR(40), price DECIMAL(10, 2), qty INT)',
      "INSERT INTO shop.orders VALUES (1, 'pen', 1.5, 1), (2, 'cup', 2.5, 2), (3, 'bag', 3.5, 3)",
    ]);
    ({ server: database, sql } = shop);
    cluster = await startFlinkCluster({
      settings: {
        'execution.checkpointing.interval': '1 s',
        'restart-strategy.fixed-delay.attempts': '1',
        'restart-strategy.fixed-delay.delay': '200 ms',
        'slot.request.timeout': '4 s',
      },
    });
    client = createFlinkClient({ url: cluster.url });
  }, 300_000);

  afterAll(async () => {
    await cluster?.stop();
    await shop?.stop();
    rmSync(cache, { recursive: true, force: true });
  });

  let savepoint: string;

  test('projection, filter, name and parallelism arrive; changes follow; a new column is counted', async () => {
    const jobId = await launched(document());
    const job = await running(jobId);
    expect(job.name).toBe('Orders to values');
    expect(job.vertices.map((vertex) => vertex.parallelism)).toEqual(job.vertices.map(() => 2));
    expect(await client.jobConfig(jobId)).toMatchObject({ name: 'Orders to values', parallelism: 2 });
    await rowPrinted('2, cup, 2, CUP');
    await rowPrinted('3, bag, 3, BAG');

    await sql.query("INSERT INTO shop.orders VALUES (4, 'hat', 1, 1), (5, 'tie', 1, 5)");
    await rowPrinted('5, tie, 5, TIE');
    await sql.query('ALTER TABLE shop.orders ADD COLUMN note VARCHAR(20)');
    await sql.query("INSERT INTO shop.orders VALUES (6, 'cap', 1, 6, 'new')");
    await rowPrinted('6, cap, 6, CAP');
    const rows = printedRows(cluster.printed(), 'shop.orders');
    expect([...rows].sort()).toEqual([
      '2, cup, 2, CUP',
      '3, bag, 3, BAG',
      '5, tie, 5, TIE',
      '6, cap, 6, CAP',
    ]);

    const schemaVertex = job.vertices.find((vertex) => vertex.name.includes('SchemaOperator'))?.id ?? '';
    const seen = await until('the schema operator to count', async () => {
      const metrics = await client.vertexMetrics(jobId, schemaVertex, [
        'SchemaOperator.numSchemaChangeEvents',
      ]);
      const counted = metrics.get('SchemaOperator.numSchemaChangeEvents')?.sum;
      return counted !== undefined && counted > 0 ? counted : undefined;
    });
    expect(seen).toBeGreaterThan(0);
    expect((await client.metaspace())?.used).toBeGreaterThan(0);

    await until('a checkpoint', async () => (await client.checkpoints(jobId)).latestCompleted);
    savepoint = await client.awaitSavepoint(jobId, await client.stopWithSavepoint(jobId));
    expect(savepoint).toMatch(/^file:.*savepoint-/);
    expect(await ended(jobId)).toBe('FINISHED');
  });

  test('what came while the job was stopped arrives exactly once from the savepoint on', async () => {
    const from = cluster.printed().length;
    await sql.query("INSERT INTO shop.orders VALUES (7, 'mug', 1, 7, 'missed')");
    const jobId = await launched(document(), ['--from-savepoint', savepoint]);
    await rowPrinted('7, mug, 7, MUG', from);
    await sql.query("INSERT INTO shop.orders VALUES (8, 'jar', 1, 8, 'later')");
    await rowPrinted('8, jar, 8, JAR', from);
    const rows = printedRows(cluster.printed().slice(from), 'shop.orders');
    expect([...rows].sort()).toEqual(['7, mug, 7, MUG', '8, jar, 8, JAR']);
    expect((await client.checkpoints(jobId)).restored).toMatchObject({ isSavepoint: true, path: savepoint });
    await client.cancel(jobId);
    expect(await ended(jobId)).toBe('CANCELED');
  });

  test('the password is in no answer of the cluster, in no log and in nothing that was said', async () => {
    const [job] = await client.jobs();
    const paths = ['', '/config', '/plan', '/exceptions', '/checkpoints', '/accumulators'];
    const answers = await Promise.all(
      [
        ...paths.map((part) => `/jobs/${job?.id}${part}`),
        '/jobmanager/config',
        '/jobs/overview',
        '/jars',
      ].map(async (at) => (await fetch(`${cluster.url}${at}`)).text()),
    );
    // Its middle, which stands in every way to write it.
    for (const text of [...answers, cluster.log(), cluster.printed()]) expect(text).not.toContain("p'w");
  });

  test('a wrong password is refused at the call, and is not repeated', async () => {
    const called = launch(document({ password: 'open-sesame' }));
    expect(await called.status).toBe(1);
    expect(called.err()).toContain(`Access denied for user '${database.user}'`);
    expect(called.err()).not.toContain('open-sesame');
    expect(called.err()).not.toContain('\tat ');
  });

  test('a table that does not exist is named', async () => {
    const called = launch(document({ table: 'shop.nothere' }));
    expect(await called.status).toBe(1);
    expect(called.err()).toContain('No table matches tables: shop.nothere');
  });

  test('an expression that only fails with the first row: failed after its restarts, in plain words', async () => {
    const called = launch(document({ filter: 'nosuch = 1', parallelism: 1 }), ['--wait']);
    expect(await called.status).toBe(1);
    // A quick job restarts as often as it may between two looks at it; its end tells of it all the same.
    expect(called.err()).toMatch(/^FAILED after [1-9]\d* restarts?: Flink CDC cannot compile .*"nosuch"/m);
    expect(called.err()).not.toContain('\tat ');
  });

  test('a jar that is missing is named before anything is sent', async () => {
    const folder = path.join(cache, 'without-driver');
    mkdirSync(folder);
    // Of a home the jars lie in its lib, and drivers beside that.
    const places = [cluster.jars, path.join(cluster.jars, 'lib')].filter((place) => existsSync(place));
    for (const jar of places.flatMap((place) => readdirSync(place).map((name) => path.join(place, name)))) {
      const name = path.basename(jar);
      if (name.endsWith('.jar') && !name.startsWith('mysql-connector'))
        symlinkSync(jar, path.join(folder, name));
    }
    const [jars, jobs] = [await client.jars(), await client.jobs()];
    const called = launch(document(), [], folder);
    expect(await called.status).toBe(1);
    expect(called.err()).toContain('the driver of mysql (com.mysql:mysql-connector-j');
    expect(await client.jars()).toEqual(jars);
    expect((await client.jobs()).length).toBe(jobs.length);
  });

  test('more parallelism than there are slots', async () => {
    const called = launch(document({ parallelism: 9 }), ['--wait']);
    expect(await called.status).toBe(1);
    expect(called.err()).toContain('The cluster has fewer free task slots than the pipeline needs.');
  });

  test('ten launches upload one jar, and are ten jobs', async () => {
    const text = document({ parallelism: 1, name: 'One of ten' });
    const { document: ready } = documentForFlink(text, connectorCatalog, {
      target: releaseIn({ kind: 'folder', folder: cluster.jars, cacheFolder: '' }),
    });
    if (ready === undefined) throw new Error('the document is not fit for Flink');
    for (const jar of await client.jars()) await client.deleteJar(jar.id);
    const launchOne = async () => {
      const one = await launchOnFlink({
        client,
        document: ready,
        catalog: connectorCatalog,
        lookup: () => database.password,
        jars: { kind: 'folder', folder: cluster.jars, cacheFolder: cache },
      });
      await client.cancel(one.jobId);
      return one;
    };
    // The first two at once, so that they could both upload.
    const all = await Promise.all([launchOne(), launchOne()]);
    for (let more = 0; more < 8; more += 1) all.push(await launchOne());
    expect(all.filter((one) => one.uploaded).length).toBe(1);
    expect((await client.jars()).map((jar) => jar.name)).toEqual([all[0]?.jarName]);
    const known = (await client.jobs()).filter((job) => job.name === 'One of ten').map((job) => job.id);
    expect([...known].sort()).toEqual(all.map((one) => one.jobId).sort());
    await Promise.all(all.map(async ({ jobId }) => ended(jobId)));
  }, 420_000);

  test('a cluster that goes away is UNKNOWN; come back without the job, nothing is submitted again', async () => {
    const called = launch(document({ parallelism: 1 }), ['--wait']);
    await until('the job to run', () => (/^RUNNING/m.test(called.err()) ? true : undefined));
    await cluster.kill();
    await until('UNKNOWN', () => (/^UNKNOWN: /m.test(called.err()) ? true : undefined));
    await cluster.restart();
    expect(await called.status).toBe(1);
    expect(called.err()).toContain('The cluster does not know the job any more');
    expect(await client.jobs()).toEqual([]);
  });
});
