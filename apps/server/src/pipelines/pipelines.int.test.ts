import { TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer, type TestServer } from '../testing/test-server.ts';
import type { AppRouter } from '../trpc/router.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => server[Symbol.asyncDispose]());

async function problemOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TRPCClientError) {
      const known: TRPCClientError<AppRouter> = error;
      return { http: known.data?.httpStatus, ...known.data?.problem };
    }
    throw error;
  }
  return 'none';
}

const text = 'source:\n  type: values\n\nsink:\n  type: values\n';

it('takes a pipeline from its creation over versions and a conflict to its removal', async () => {
  const { pipelines } = server.client;
  const { id } = await pipelines.create.mutate({ name: ' trial ', text });
  await pipelines.saveLayout.mutate({ id, layout: { source: { x: 1, y: -2.5 } } });
  expect(await pipelines.save.mutate({ id, text: `${text}# more\n`, baseVersion: 1 })).toMatchObject({
    version: 2,
  });
  expect(await problemOf(pipelines.save.mutate({ id, text: 'other', baseVersion: 1 }))).toEqual({
    http: 409,
    code: 'version-conflict',
    data: { id, base: 1, newest: 2 },
  });
  await pipelines.rename.mutate({ id, name: 'Trial' });
  expect(await pipelines.get.query({ id })).toMatchObject({
    name: 'Trial',
    text: `${text}# more\n`,
    version: 2,
    layout: { source: { x: 1, y: -2.5 } },
    state: 'draft',
  });
  expect((await pipelines.versions.query({ id })).map((each) => each.summary)).toEqual([
    '+1 line',
    'created',
  ]);
  expect(await pipelines.restore.mutate({ id, version: 1, baseVersion: 2 })).toEqual({ version: 3 });
  expect(await pipelines.version.query({ id, version: 3 })).toEqual({ text });
  const copy = await pipelines.duplicate.mutate({ id });
  expect(await pipelines.get.query({ id: copy.id })).toMatchObject({
    name: 'Trial (copy)',
    text,
    version: 1,
  });
  await pipelines.remove.mutate({ id });
  expect(await problemOf(pipelines.get.query({ id }))).toMatchObject({
    http: 404,
    code: 'pipeline-not-found',
  });
  expect((await pipelines.list.query()).map((each) => each.name)).toEqual(['Trial (copy)']);
});

it('lists what a document is made of, and what is wrong with it, by the same check as everywhere', async () => {
  const broken = `${text}route:\n  - sourcetable: a\n`;
  const { id } = await server.client.pipelines.create.mutate({ name: 'broken', text: broken });
  const item = (await server.client.pipelines.list.query()).find((each) => each.id === id);
  const { diagnostics } = await server.client.validate.run.query({ text: broken });
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  expect(errors).toBeGreaterThan(0);
  expect(item).toMatchObject({ source: { type: 'values' }, routes: 1, problems: { errors } });
  expect(await problemOf(server.client.runs.launch.mutate({ pipelineId: id }))).toMatchObject({
    http: 422,
    code: 'pipeline-invalid',
  });
});

it('takes secrets and never gives them back', async () => {
  const { secrets } = server.client;
  const canary = 'canary-51c0ffee';
  await secrets.set.mutate({ name: 'SHOP', value: canary });
  expect(await secrets.list.query()).toMatchObject([{ name: 'SHOP' }]);
  const document =
    "source:\n  type: values\n  tables: 'a.b'\nsink:\n  type: values\n  name: ${secret.SHOP}\n";
  const { id } = await server.client.pipelines.create.mutate({ name: 'secretive', text: document });
  const everything = JSON.stringify([
    await secrets.list.query(),
    await server.client.pipelines.get.query({ id }),
    await server.client.system.info.query(),
    (await server.request('/metrics')).body,
    server.log,
  ]);
  expect(everything).not.toContain(canary);
  await secrets.remove.mutate({ name: 'SHOP' });
  expect(await problemOf(secrets.remove.mutate({ name: 'SHOP' }))).toMatchObject({
    code: 'secret-not-found',
  });
});

it('exports for Flink CDC without secrets, or says why that cannot be', async () => {
  const { pipelines } = server.client;
  const kafka = `source:
  type: postgres
  hostname: db
  username: u
  password: \${secret.SHOP}
  tables: shop.public.\\.*
  slot.name: s
sink:
  type: kafka
  properties.bootstrap.servers: k:9092
`;
  const { yaml, filename, findings } = await pipelines.export.query({
    text: kafka,
    name: 'Shop → Kafka / 1',
  });
  expect(filename).toBe('shop-kafka-1.yaml');
  expect(yaml).toBe(kafka.replace('secret.', ''));
  expect(findings.map((finding) => finding.code)).toContain('reference-not-resolved');
  const toPostgres = kafka.replace(
    /sink:[^]*/u,
    'sink:\n  type: postgres\n  hostname: h\n  username: u\n  database: d\n',
  );
  const impossible = await pipelines.export.query({ text: toPostgres, name: 'x' });
  expect(impossible.yaml).toBe('');
  expect(impossible.findings.map((finding) => finding.code)).toContain('not-on-flink');
});

it('holds a document of a megabyte', async () => {
  const long = `${text}# ${'ä'.repeat(400_000)}\n`;
  const { id } = await server.client.pipelines.create.mutate({ name: 'long', text: long });
  expect((await server.client.pipelines.get.query({ id })).text).toBe(long);
});
