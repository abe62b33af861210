// The ways to begin: step by step against a real database, and with the configuration of a Debezium connector.
import { expect, test } from '@playwright/test';
import { callServer } from '../support/call-server.ts';
import { demoDatabases, type DemoDatabases } from '../support/databases.ts';
import { designer } from '../support/designer.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

let server: TailraceServer;
let databases: DemoDatabases;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await startTailrace({ demo: true });
  databases = await demoDatabases(server);
});

test.afterAll(async () => {
  await databases?.close();
  await server?.remove();
});

test('the guided start: source, tables and sink of a real database, and no password in the text', async ({
  page,
}) => {
  const { demo } = await callServer<{ demo?: { port: number } }>(server.url, 'query', 'system.info');
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New pipeline' }).click();
  await page.getByRole('menuitem', { name: /^Guided start/u }).click();
  const guide = page.getByRole('dialog', { name: 'Guided start' });
  const fill = async (field: string, value: string): Promise<void> =>
    guide.getByRole('textbox', { name: new RegExp(`^${field}( required)?$`, 'u') }).fill(value);
  const connect = async (database: string): Promise<void> => {
    await fill('hostname', '127.0.0.1');
    await fill('port', String(demo?.port));
    await guide.getByLabel('password').fill(databases.password);
    await fill('database', database);
    await guide.getByRole('button', { name: 'Test the connection' }).click();
    await expect(guide.getByRole('button', { name: 'Test the connection' })).toBeEnabled({ timeout: 60_000 });
    await expect(guide.getByText('The connection failed')).toHaveCount(0);
  };

  await connect('shop');
  await guide.getByRole('button', { name: 'Next: tables' }).click();
  await guide.getByRole('checkbox', { name: /^public\.orders \d+ columns/u }).check({ timeout: 60_000 });
  await guide.getByRole('button', { name: 'Next: sink' }).click();
  await connect('warehouse');
  await guide.getByRole('button', { name: 'Next: done' }).click();
  await fill('Name', 'guided');
  await guide.getByRole('button', { name: 'Create the pipeline' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'guided' })).toBeVisible();
  const at = designer(page, server.url);
  const text = await at.savedText();
  expect(text).toContain('tables: shop.public.orders\n');
  expect(text).toContain('password: ${secret.MY_PIPELINE_SOURCE_PASSWORD}');
  expect(text).not.toContain(databases.password);
  await expect(page.getByRole('status', { name: 'Preview' })).toContainText('1 table in', {
    timeout: 60_000,
  });
});

test('a connector of Debezium becomes a pipeline, and what has no counterpart is named', async ({ page }) => {
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a pipeline' });
  await dialog.getByRole('textbox').fill(
    JSON.stringify({
      name: 'inventory',
      config: {
        'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
        'database.hostname': 'db',
        'database.user': 'cdc',
        'database.password': 'geheim',
        'database.server.id': '5401',
        'table.include.list': 'shop\\.orders_.*',
        transforms: 'route',
        'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
      },
    }),
  );
  await expect(dialog.getByText(/RegexRouter.*was not taken along/u)).toBeVisible();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'inventory' })).toBeVisible();
  const text = await designer(page, server.url).savedText();
  expect(text).toContain('  tables: shop.orders_\\.*\n');
  expect(text).not.toContain('geheim');
});
