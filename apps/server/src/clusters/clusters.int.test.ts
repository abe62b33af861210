// Clusters through the server, with one that is scripted: what a real one says is in flink/flink.int.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scriptedCluster, type ScriptedCluster } from '../flink/testing/scripted-cluster.ts';
import { testServer, type TestServer } from '../testing/test-server.ts';

const PASSWORD = 'knock-three-times';

let server: TestServer;
let cluster: ScriptedCluster;
beforeEach(async () => {
  [server, cluster] = await Promise.all([testServer(), scriptedCluster()]);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

const request = (more = {}) => ({
  name: 'production',
  url: cluster.url,
  jars: { kind: 'cluster' as const },
  release: '3.6' as const,
  ...more,
});
const add = async (more = {}): Promise<string> => (await server.client.clusters.add.mutate(request(more))).id;
const basic = { kind: 'basic' as const, user: 'me', password: PASSWORD };

it('keeps what signs in to a cluster to itself, over a restart too', async () => {
  const id = await add({ credentials: basic });
  await server.restart();
  const listed = await server.client.clusters.list.query();
  expect(listed).toMatchObject([{ id, name: 'production', access: { kind: 'basic', user: 'me' } }]);
  await server.client.clusters.test.mutate({ id });
  expect(cluster.authorizations).toContain(`Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`);
  const data = path.join(server.folder, 'data');
  const kept = readdirSync(data)
    .filter((name) => name.startsWith('tailrace.db'))
    .map((name) => readFileSync(path.join(data, name), 'latin1'));
  expect([JSON.stringify(listed), server.log.join('\n'), ...kept].join('\n')).not.toContain(PASSWORD);
});

it('sends what is stored to no other address than the one it was given for', async () => {
  const id = await add({ credentials: basic });
  const other = request({ url: 'http://127.0.0.1:9' });
  const refused = { data: { problem: { code: 'cluster-credentials-needed' } } };
  await expect(server.client.clusters.change.mutate({ id, request: other })).rejects.toMatchObject(refused);
  await expect(server.client.clusters.test.mutate({ id, request: other })).rejects.toMatchObject(refused);
  await server.client.clusters.change.mutate({ id, request: request({ name: 'renamed' }) });
  expect((await server.client.clusters.list.query())[0]).toMatchObject({
    name: 'renamed',
    access: { kind: 'basic' },
  });
});

it('says of a cluster what is missing, with what mends it', async () => {
  const { checks, facts } = await server.client.clusters.test.mutate({ request: request() });
  expect(facts).toMatchObject({ slotsFree: 3, slotsTotal: 4, uploadAllowed: true });
  const byName = new Map(checks.map((check) => [check.name, check]));
  expect(byName.get('job manager metaspace')).toMatchObject({
    status: 'warning',
    remedy: 'jobmanager.memory.jvm-metaspace.size: 512m',
  });
  expect(byName.get('checkpoints')).toMatchObject({ status: 'warning' });
  expect(byName.get('savepoints')).toMatchObject({ status: 'ok' });
});

it('says of one that does not answer only that, and of jars what it can', async () => {
  await cluster.down();
  const { checks, facts } = await server.client.clusters.test.mutate({
    request: request({ jars: { kind: 'home' } }),
  });
  expect(facts).toBeUndefined();
  expect(checks.map(({ name, status }) => [name, status])).toEqual([
    ['cluster', 'failed'],
    ['Flink CDC', 'failed'],
  ]);
  expect(checks[1]?.message).toMatch(/FLINK_CDC_HOME is not set/u);
});

it('refuses a name that is taken, an address that is none, and headers that are none', async () => {
  await add();
  const codes = async (more: object) =>
    server.client.clusters.add
      .mutate(request(more))
      .then(() => 'added')
      .catch((error: { data?: { problem?: { code: string } } }) => error.data?.problem?.code);
  expect(await codes({})).toBe('cluster-name-taken');
  expect(await codes({ name: 'b', url: 'flink:8081' })).toBe('cluster-url-invalid');
  const headers = (name: string, value: string) => ({
    name: 'c',
    credentials: { kind: 'headers', headers: { [name]: value } },
  });
  expect(await codes(headers('X Y', 'a'))).toBe('cluster-header-invalid');
  expect(await codes(headers('X', 'a\nb'))).toBe('cluster-header-invalid');
});

it('is not removed while a run holds a job there, and then takes its choice along', async () => {
  const id = await add();
  const text =
    'source:\n  type: mysql\n  hostname: a\n  username: b\n  password: c\n  tables: d.e\nsink:\n  type: values\n';
  const { id: pipelineId } = await server.client.pipelines.create.mutate({ name: 'trial', text });
  const { runId } = await server.client.runs.launch.mutate({ pipelineId, target: { clusterId: id } });
  await expect
    .poll(async () => (await server.client.runs.get.query({ runId })).state, { timeout: 15_000 })
    .toBe('streaming');
  expect(await server.client.clusters.list.query()).toMatchObject([
    { pipelines: [{ name: 'trial' }], runsGoing: 1 },
  ]);
  await expect(server.client.clusters.remove.mutate({ id })).rejects.toMatchObject({
    data: { problem: { code: 'cluster-in-use' } },
  });
  await server.client.runs.cancel.mutate({ runId });
  await server.client.clusters.remove.mutate({ id });
  expect(await server.client.clusters.list.query()).toEqual([]);
  expect(await server.client.runs.get.query({ runId })).toMatchObject({
    state: 'cancelled',
    clusterName: 'production',
  });
});
