// `tailrace launch --script`: Flink CDC's own command line submits. Its release archive is not on Maven; the script of the home made here
// does what the archive's does, which is to start the release's CliFrontend with the libraries of both releases.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { createFlinkClient, readCdcJars, type FlinkClient } from '@tailrace/flink';
import { missingForFlink, startFlinkCluster, type FlinkCluster } from '@tailrace/flink/testing';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tailrace, until } from './testing/command-line.ts';
import { startShop, type ShopDatabase } from './testing/shop-database.ts';
import { printedRows } from './testing/values-log.ts';

const SCRIPT = `#!/bin/bash
for ((i = 1; i <= $#; i++)); do
  if [ "\${!i}" = --flink-home ]; then next=$((i + 1)); FLINK_HOME="\${!next}"; fi
done
exec java -cp "$FLINK_CDC_HOME/lib/*:$FLINK_HOME/lib/*" org.apache.flink.cdc.cli.CliFrontend "$@"
`;

const work = mkdtempSync(path.join(tmpdir(), 'tailrace-script-'));
const home = path.join(work, 'flink-cdc');
const flinkHome = path.join(work, 'flink');
let shop: ShopDatabase;
let database: MariadbServer;
let sql: Connection;
let cluster: FlinkCluster;
let client: FlinkClient;

const document = (tables = 'shop.orders') => `source:
  type: mysql
  hostname: 127.0.0.1
  port: ${database.port}
  username: ${database.user}
  password: \${secret.SHOP}
  tables: ${tables}
  server-id: 6420-6429
  server-time-zone: UTC
sink:
  type: values
  print.enabled: true
pipeline:
  name: By the script
  parallelism: 1
`;

const launch = (text: string, flags: readonly string[] = []) =>
  tailrace(
    [
      'launch',
      'orders.yaml',
      '--engine',
      'flink',
      '--rest',
      cluster.url,
      '--jars',
      home,
      '--script',
      ...flags,
    ],
    {
      files: { 'orders.yaml': text },
      env: { TAILRACE_SECRET_SHOP: database.password, FLINK_HOME: flinkHome },
    },
  );

/** What a launch writes lies there while the script runs. */
const left = () => readdirSync('/dev/shm').filter((name) => name.startsWith('tailrace-launch-'));

describe.skipIf(missingForFlink().length > 0)('launch by flink-cdc.sh', () => {
  beforeAll(async () => {
    shop = await startShop('73', [
      'CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, item VARCHAR(40))',
      "INSERT INTO shop.orders VALUES (1, 'pen'), (2, 'cup')",
    ]);
    ({ server: database, sql } = shop);
    cluster = await startFlinkCluster();
    client = createFlinkClient({ url: cluster.url });
    mkdirSync(path.join(home, 'bin'), { recursive: true });
    mkdirSync(path.join(home, 'lib'));
    mkdirSync(path.join(home, 'conf'));
    writeFileSync(path.join(home, 'conf', 'flink-cdc.yaml'), '');
    writeFileSync(path.join(home, 'bin', 'flink-cdc.sh'), SCRIPT);
    chmodSync(path.join(home, 'bin', 'flink-cdc.sh'), 0o755);
    // In one folder, its drivers too. Without the class that stands in for the main method of newer releases.
    for (const { file: jar } of readCdcJars(cluster.jars).jars.filter(
      ({ file }) => path.basename(file) !== '00-entry.jar',
    ))
      symlinkSync(jar, path.join(home, 'lib', path.basename(jar)));
    mkdirSync(path.join(flinkHome, 'conf'), { recursive: true });
    symlinkSync(cluster.flinkLib, path.join(flinkHome, 'lib'));
    // Settings of a job are its submitter's. The address is one where no cluster is: the launch has to say another.
    const settings =
      'rest:\n  address: 127.0.0.1\n  port: 9\nexecution:\n  checkpointing:\n    interval: 1 s\n';
    writeFileSync(path.join(flinkHome, 'conf', 'config.yaml'), settings);
  }, 300_000);

  afterAll(async () => {
    await cluster?.stop();
    await shop?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  let jobId: string;

  test('a release too old for REST is submitted by its script, and rows flow', async () => {
    const called = launch(document());
    expect({ status: await called.status, said: called.err() }).toMatchObject({ status: 0 });
    expect(called.err()).toContain('"By the script" is submitted');
    expect(called.err()).toContain('by flink-cdc.sh');
    jobId = called.out().trim();
    await until('both rows', () => printedRows(cluster.printed(), 'shop.orders').length === 2 || undefined);
    expect(await client.job(jobId)).toMatchObject({ name: 'By the script', state: 'RUNNING' });
    // Its jars went with the job, not to the cluster's list.
    expect(await client.jars()).toEqual([]);
    expect(left()).toEqual([]);
  });

  test('it goes on from a savepoint', async () => {
    await until('a checkpoint', async () => (await client.checkpoints(jobId)).latestCompleted);
    const savepoint = await client.awaitSavepoint(jobId, await client.stopWithSavepoint(jobId));
    await sql.query("INSERT INTO shop.orders VALUES (3, 'bag')");
    const from = cluster.printed().length;
    const called = launch(document(), ['--from-savepoint', savepoint]);
    expect({ status: await called.status, said: called.err() }).toMatchObject({ status: 0 });
    await until('the row', () => printedRows(cluster.printed().slice(from), 'shop.orders')[0]);
    expect(printedRows(cluster.printed().slice(from), 'shop.orders')).toEqual(['3, bag']);
    const again = called.out().trim();
    expect((await client.checkpoints(again)).restored).toMatchObject({ isSavepoint: true, path: savepoint });
    await client.cancel(again);
  });

  test('what Flink CDC refuses is said in plain words, and no secret is left anywhere', async () => {
    const called = launch(document('shop.nothere'));
    expect(await called.status).toBe(1);
    expect(called.err()).toContain('No table matches tables: shop.nothere');
    expect(called.err()).not.toContain('\tat ');
    expect(`${called.err()}${cluster.log()}`).not.toContain(database.password);
    expect(left()).toEqual([]);
  });

  test('a home without the script, and one without Flink, are named', async () => {
    const without = launch(document(), ['--jars', path.join(home, 'lib')]);
    expect(await without.status).toBe(1);
    expect(without.err()).toContain(`There is no bin/flink-cdc.sh in ${path.join(home, 'lib')}`);
    const noFlink = launch(document(), ['--flink-home', work]);
    expect(await noFlink.status).toBe(1);
    expect(noFlink.err()).toContain(`${work} is no home of Flink: it has no folder lib`);
  });
});
