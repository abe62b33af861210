// A pipeline on a real Flink cluster, as a user does it: the cluster added in the browser, the launch, the run watched, stopped with a
// savepoint and started from it; all of it with the keyboard alone. The pages on the way are looked at by axe in both themes.
import { spawnSync } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { mariadbProgram, startMariadb, type MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { missingForFlink, startFlinkCluster, type FlinkCluster } from '@tailrace/flink/testing';
import { callServer } from '../support/call-server.ts';
import { chooseByKeys, fillByKeys, pressByKeys, walkMenuTo } from '../support/keys.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

test.skip(missingForFlink().length > 0, 'a Flink cluster needs Java 17 and Maven');

let cluster: FlinkCluster;
let database: MariadbServer;
let server: TailraceServer;

test.beforeAll(async () => {
  test.setTimeout(400_000);
  [cluster, database, server] = await Promise.all([
    startFlinkCluster(),
    startMariadb(),
    startTailrace({ demo: false }),
  ]);
  sql(`CREATE DATABASE shop; CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, qty INT, note VARCHAR(40));
    INSERT INTO shop.orders VALUES (1, 2, 'first-row'), (2, 5, 'second-row')`);
  await callServer(server.url, 'mutation', 'secrets.set', { name: 'SHOP', value: database.password });
  await callServer(server.url, 'mutation', 'pipelines.create', { name: 'Orders', text: text() });
});

test.afterAll(async () => {
  await Promise.all([server?.remove(), cluster?.stop(), database?.stop()]);
});

function sql(statements: string): void {
  const done = spawnSync(
    mariadbProgram('mariadb'),
    ['--no-defaults', `--socket=${database.socket}`, '--user=root', '--execute', statements],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(done.stderr);
}

const text = (): string => `source:
  type: mysql
  hostname: 127.0.0.1
  port: ${database.port}
  username: ${database.user}
  password: \${secret.SHOP}
  tables: shop.orders
  server-id: 5400-5404
transform:
  - source-table: shop.orders
    projection: \\*, qty * (qty + 1) AS pairs
sink:
  type: values
  print.enabled: true
pipeline:
  name: Orders
  parallelism: 1
`;

const timesPrinted = (value: string): number => cluster.printed().split(value).length - 1;

/** In both themes, what is on the screen. */
async function lookedAtByAxe(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
    ).toEqual([]);
  }
}

test('from a cluster added in the browser to a run gone on with from its savepoint', async ({ page }) => {
  test.setTimeout(400_000);

  await test.step('add the cluster', async () => {
    await page.goto(`${server.url}/connections`);
    await pressByKeys(page, page.getByRole('button', { name: 'Add a cluster' }));
    const dialog = page.getByRole('dialog', { name: 'Add a Flink cluster' });
    await fillByKeys(page, dialog.getByLabel('Name'), 'one JVM');
    await fillByKeys(page, dialog.getByLabel('Address'), cluster.url);
    await fillByKeys(page, dialog.getByLabel('Folder'), cluster.jars);
    await chooseByKeys(page, dialog.getByLabel('Release of Flink CDC'), /3\.2/u);
    await pressByKeys(page, dialog.getByRole('button', { name: 'Test' }));
    await expect(dialog.getByText(/Reachable: Flink 1\.20/u)).toBeVisible();
    await expect(dialog.getByText(/slots are free/u)).toBeVisible();
    await lookedAtByAxe(page);
    await pressByKeys(page, dialog.getByRole('button', { name: 'Add', exact: true }));
    await expect(page.getByRole('heading', { name: 'one JVM' })).toBeVisible();
    await lookedAtByAxe(page);
  });

  await test.step('launch on it, the rewriting seen before it is taken', async () => {
    await page.goto(server.url);
    await pressByKeys(page, page.getByRole('link', { name: 'Orders' }));
    await pressByKeys(page, page.getByRole('button', { name: 'Launch' }));
    const panel = page.getByRole('dialog', { name: 'Launch' });
    await chooseByKeys(page, panel.getByLabel('Runs on'), 'one JVM (Flink cluster)');
    const difference = panel.getByRole('region', { name: 'Difference' });
    await expect(difference).toContainText('qty * (qty + 1) AS pairs');
    // As a CAST where the types of the source's columns are known here, else as a CASE that keeps the group.
    await expect(difference).toContainText(/qty \* (?:CAST\(|CASE WHEN TRUE THEN )qty \+ 1/u);
    await pressByKeys(page, panel.getByLabel('Submit it rewritten'), 'Space');
    await expect(panel.getByLabel('Submit it rewritten')).toBeChecked();
    await expect(panel.getByText(/^1 slot|takes 1 of/u)).toBeVisible();
    await lookedAtByAxe(page);
    await pressByKeys(page, panel.getByRole('button', { name: 'Launch' }));
    await expect(panel).toBeHidden();
  });

  await test.step('watch it run', async () => {
    await pressByKeys(page, page.getByRole('button', { name: 'More' }));
    await walkMenuTo(page, page.getByRole('menuitem', { name: 'Open the run' }));
    await expect(page.getByText('streaming', { exact: true }).first()).toBeVisible({ timeout: 90_000 });
    await expect(page.getByText('Flink on one JVM')).toBeVisible();
    const operators = page.getByRole('table', { name: 'Operators of the job' });
    await expect(operators.getByRole('rowheader', { name: /Source: .*mysql/u })).toBeVisible();
    await expect.poll(() => timesPrinted('second-row'), { timeout: 60_000 }).toBe(1);
    const picture = page.getByRole('region', { name: 'Canvas of the run' });
    await expect(picture.getByRole('group', { name: /^Source: /u })).toContainText('2 read');
    await expect(picture.getByRole('group', { name: /^Sink: /u })).toContainText('2 written');
    await lookedAtByAxe(page);
  });

  await test.step('stop it with a savepoint', async () => {
    await pressByKeys(page, page.getByRole('button', { name: 'Stop' }));
    await walkMenuTo(page, page.getByRole('menuitem', { name: /^Stop with a savepoint/u }));
    await expect(page.getByText('stopped', { exact: true }).first()).toBeVisible({ timeout: 90_000 });
    await expect(
      page
        .getByRole('table', { name: 'Savepoints of the run' })
        .getByRole('cell', { name: /^file:.*\/savepoint-/u }),
    ).toBeVisible();
    sql("INSERT INTO shop.orders VALUES (3, 6, 'while-stopped')");
  });

  await test.step('start it from there', async () => {
    await pressByKeys(page, page.getByRole('button', { name: 'Start', exact: true }));
    const dialog = page.getByRole('dialog', { name: 'Start on one JVM' });
    await expect(dialog.getByLabel('From')).toContainText('savepoint of');
    await lookedAtByAxe(page);
    await pressByKeys(page, dialog.getByRole('button', { name: 'Start' }));
    await expect(page.getByText('streaming', { exact: true }).first()).toBeVisible({ timeout: 90_000 });
    await expect.poll(() => timesPrinted('while-stopped'), { timeout: 60_000 }).toBe(1);
    expect(timesPrinted('second-row')).toBe(1);
  });

  await test.step('cancel it, and see it among the runs', async () => {
    await pressByKeys(page, page.getByRole('button', { name: 'Stop' }));
    await walkMenuTo(page, page.getByRole('menuitem', { name: /^Cancel without a savepoint/u }));
    await pressByKeys(page, page.getByRole('button', { name: 'Cancel the job' }));
    await expect(page.getByText('cancelled', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await page.goto(`${server.url}/runs`);
    await expect(page.getByRole('row', { name: /Orders.*cancelled.*one JVM/u })).toBeVisible();
  });
});
