// A server with the real demo: what lies ready at the first start, and that its password stays with it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { testServer } from './testing/test-server.ts';

it('lays the samples ready once, with the password as a secret that comes back nowhere', async () => {
  await using server = await testServer({ demo: true });
  const { client } = server;
  const { demo } = await client.system.info.query();
  expect(demo).toMatchObject({ host: '127.0.0.1', user: 'postgres', databases: ['shop', 'warehouse'] });
  expect((await client.secrets.list.query()).map((secret) => secret.name)).toEqual(['DEMO_PASSWORD']);
  const [first, second] = await client.pipelines.list.query();
  expect([first?.name, second?.name]).toEqual(['Shards merged into one table', 'Shop to warehouse']);
  const { text } = await client.pipelines.get.query({ id: first?.id ?? '' });
  expect(text).toContain(`port: ${demo?.port}`);
  await client.demo.reset.mutate();

  const password = readFileSync(path.join(server.folder, 'data', 'demo', 'password'), 'utf8').trim();
  const everything = JSON.stringify([text, demo, server.log, (await server.request('/metrics')).body]);
  expect(everything).not.toContain(password);

  await client.pipelines.remove.mutate({ id: second?.id ?? '' });
  await server.restart();
  expect(await client.pipelines.list.query()).toHaveLength(1);
  expect((await client.system.info.query()).demo?.port).toBe(demo?.port);
});

it('says without the demo that there is none to reset', async () => {
  await using server = await testServer();
  expect((await server.client.system.info.query()).demo).toBeUndefined();
  await expect(server.client.demo.reset.mutate()).rejects.toMatchObject({
    data: { problem: { code: 'demo-not-running' } },
  });
});
