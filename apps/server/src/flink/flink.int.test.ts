// A pipeline on a real cluster, through the server as the browser uses it: MariaDB into the `values` sink, which prints its rows.
import { spawnSync } from 'node:child_process';
import { mariadbProgram, startMariadb, type MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { readCdcJars, targetOf } from '@tailrace/flink';
import { missingForFlink, startFlinkCluster, type FlinkCluster } from '@tailrace/flink/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer, type TestServer } from '../testing/test-server.ts';

let cluster: FlinkCluster;
let database: MariadbServer;
let server: TestServer;
let clusterId: string;

function sql(statements: string): void {
  const done = spawnSync(
    mariadbProgram('mariadb'),
    ['--no-defaults', `--socket=${database.socket}`, '--user=root', '--execute', statements],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(done.stderr);
}

const documentOf = (table: string, more = '') => `source:
  type: mysql
  hostname: 127.0.0.1
  port: ${database.port}
  username: ${database.user}
  password: \${secret.SHOP}
  tables: shop.${table}
  server-id: 5400-5404
sink:
  type: values
  print.enabled: true
${more}pipeline:
  name: trial of ${table}
  parallelism: 1
`;

async function createPipeline(table: string, more = ''): Promise<string> {
  const { id } = await server.client.pipelines.create.mutate({ name: table, text: documentOf(table, more) });
  return id;
}

const kindsOf = async (pipelineId: string): Promise<string[]> =>
  (await server.client.schemaHistory.list.query({ pipelineId })).map(({ kind }) => kind);
const get = async (runId: string) => server.client.runs.get.query({ runId });
const until = async (runId: string, state: string) =>
  expect.poll(async () => (await get(runId)).state, { timeout: 90_000, interval: 250 }).toBe(state);
/** How often the sink printed a row of the table with this value. */
const printed = (value: string): number => cluster.printed().split(value).length - 1;
const untilPrinted = async (value: string) =>
  expect.poll(() => printed(value), { timeout: 60_000, interval: 250 }).toBeGreaterThan(0);
const jobsOn = async (): Promise<{ jid: string; name: string; state: string }[]> =>
  (
    (await (await fetch(`${cluster.url}/jobs/overview`)).json()) as {
      jobs: { jid: string; name: string; state: string }[];
    }
  ).jobs;

describe.skipIf(missingForFlink().length > 0)('a run on a Flink cluster', () => {
  beforeAll(async () => {
    [cluster, database] = await Promise.all([startFlinkCluster(), startMariadb()]);
    sql(`CREATE DATABASE shop; CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, note VARCHAR(40));
      INSERT INTO shop.orders VALUES (1, 'first-row'), (2, 'second-row');
      CREATE TABLE shop.plain (id BIGINT PRIMARY KEY, amount DECIMAL(10, 2)); INSERT INTO shop.plain VALUES (1, 2.50)`);
    server = await testServer();
    await server.client.secrets.set.mutate({ name: 'SHOP', value: database.password });
    const added = await server.client.clusters.add.mutate({
      name: 'one JVM',
      url: cluster.url,
      jars: { kind: 'folder', path: cluster.jars },
      release: targetOf(readCdcJars(cluster.jars).version),
    });
    clusterId = added.id;
  }, 240_000);
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await Promise.all([cluster?.stop(), database?.stop()]);
  });

  it('is preceded by a test of the cluster that says what it has', async () => {
    const { checks, facts } = await server.client.clusters.test.mutate({ id: clusterId });
    expect(facts).toMatchObject({ flinkVersion: '1.20.3', slotsTotal: 4, uploadAllowed: true });
    const names = checks.map(({ name, status }) => `${name}: ${status}`);
    expect(names).toContain('cluster: ok');
    expect(names).toContain('task slots: ok');
    expect(names.some((name) => name.startsWith('job manager metaspace'))).toBe(true);
    expect(checks.find(({ name }) => name === 'Flink CDC')?.message).toMatch(
      new RegExp(
        `${readCdcJars(cluster.jars).version?.replaceAll('.', '\\.')}, with the connectors .*mysql`,
        'u',
      ),
    );
  });

  it('streams, stops with a savepoint, and goes on from it with each row once', async () => {
    const pipelineId = await createPipeline('orders');
    const { checks } = await server.client.preflight.run.query({
      text: documentOf('orders'),
      pipelineId,
      target: { clusterId },
    });
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    const { runId } = await server.client.runs.launch.mutate({ pipelineId, target: { clusterId } });
    await until(runId, 'streaming');
    await untilPrinted('second-row');
    sql("INSERT INTO shop.orders VALUES (3, 'while-streaming')");
    await untilPrinted('while-streaming');
    await expect
      .poll(async () => (await get(runId)).metrics?.job?.operators.length, { timeout: 30_000 })
      .toBeGreaterThan(1);
    const [job] = (await jobsOn()).filter(({ state }) => state === 'RUNNING');
    expect(job).toMatchObject({ name: 'trial of orders', jid: (await get(runId)).job?.jobId });

    sql("ALTER TABLE shop.orders ADD COLUMN gift INT; INSERT INTO shop.orders VALUES (4, 'with-gift', 1)");
    await untilPrinted('with-gift');
    await expect
      .poll(async () => kindsOf(pipelineId), { timeout: 60_000, interval: 500 })
      .toEqual(['add.column', 'create.table']);

    await server.client.runs.stop.mutate({ runId });
    const stopped = await get(runId);
    expect(stopped.state).toBe('stopped');
    expect(stopped.job?.savepoints).toHaveLength(1);
    sql("INSERT INTO shop.orders VALUES (5, 'while-stopped', 0)");
    await server.client.runs.resume.mutate({ runId });
    await until(runId, 'streaming');
    await untilPrinted('while-stopped');
    expect([printed('first-row'), printed('while-streaming'), printed('while-stopped')]).toEqual([1, 1, 1]);

    await server.restart();
    await until(runId, 'streaming');
    expect((await jobsOn()).filter(({ state }) => state === 'RUNNING')).toHaveLength(1);

    await server.client.runs.rescale.mutate({ runId, parallelism: 2 });
    await until(runId, 'streaming');
    sql("INSERT INTO shop.orders VALUES (6, 'after-rescale', 0)");
    await untilPrinted('after-rescale');
    expect(printed('while-stopped')).toBe(1);
    await server.client.runs.cancel.mutate({ runId });
    expect((await get(runId)).state).toBe('cancelled');
    const uploads = (await (await fetch(`${cluster.url}/jars`)).json()) as { files: unknown[] };
    expect(uploads.files).toHaveLength(1);
  });

  it('gives the same cells as this machine, which a comparison of both shows', async () => {
    const { parity } = server.client;
    const text = documentOf('plain');
    expect(await parity.compare.mutate({ text, clusterId })).toEqual([
      expect.objectContaining({ table: 'shop.plain', rowsHere: 1, rowsOnFlink: 1, cells: 2, differing: 0 }),
    ]);
    // Flink CDC 3.2 and 3.5 lose the parentheses.
    const transform = 'transform:\n  - source-table: shop.plain\n    projection: id, 2 * (id + 1) AS twice\n';
    const [table] = await parity.compare.mutate({ text: documentOf('plain', transform), clusterId });
    expect(table).toMatchObject({
      differing: 1,
      differences: [{ column: 'twice', here: '4', onFlink: '3' }],
    });
  });

  it('asks back before it compares many rows, and then compares them', async () => {
    sql(`CREATE TABLE shop.many (id BIGINT PRIMARY KEY); INSERT INTO shop.many SELECT seq FROM shop.seq_1_to_250000;
      ANALYZE TABLE shop.many`);
    const { parity } = server.client;
    const text = documentOf('many').replace('sink:', '  scan.incremental.snapshot.chunk.size: 300000\nsink:');
    const asked = parity.compare.mutate({ text, clusterId });
    await expect(asked).rejects.toMatchObject({ data: { problem: { code: 'parity-many-rows' } } });
    expect(await parity.compare.mutate({ text, clusterId, evenMany: true })).toEqual([
      expect.objectContaining({ rowsHere: 250_000, rowsOnFlink: 250_000, differing: 0 }),
    ]);
  });

  it('says why it was refused, and keeps the password out of it', async () => {
    const pipelineId = await createPipeline('nowhere');
    const { runId } = await server.client.runs.launch.mutate({ pipelineId, target: { clusterId } });
    await until(runId, 'failed');
    const run = await get(runId);
    expect(run.error).toMatchObject({ code: 'flink-table-missing' });
    expect(JSON.stringify(run)).not.toContain(JSON.stringify(database.password).slice(1, -1));
  });

  it('whose expression only fails at run time says which, after its restarts', async () => {
    const transform = 'transform:\n  - source-table: shop.plain\n    projection: id, amount * 2 AS twice\n';
    const pipelineId = await createPipeline('plain', transform);
    const { runId } = await server.client.runs.launch.mutate({ pipelineId, target: { clusterId } });
    await until(runId, 'failed');
    const { error } = await get(runId);
    // The class of a DECIMAL is another one since 3.5, and its expression is named.
    const { version } = readCdcJars(cluster.jars);
    expect(error?.message).toMatch(
      targetOf(version) === '3.2' ? /BigDecimal/u : /amount \* 2 .*DecimalData/u,
    );
    expect(error?.data['raw']).toMatch(/CompileException|cannot be compiled/u);
    const states = await server.client.runs.log.query({ runId });
    expect(states.map(({ message }) => message).join('\n')).toMatch(/restarting: restart [1-3] of 3:/u);
  });

  it('is unknown while the cluster is away, and lost when it comes back without its jobs', async () => {
    const pipelineId = await createPipeline('orders');
    const { runId } = await server.client.runs.launch.mutate({ pipelineId, target: { clusterId } });
    await until(runId, 'streaming');
    await cluster.kill();
    await until(runId, 'unknown');
    await cluster.restart();
    await until(runId, 'failed');
    expect((await get(runId)).error).toMatchObject({ code: 'flink-job-lost' });
    expect(await jobsOn()).toEqual([]);
  });
});
