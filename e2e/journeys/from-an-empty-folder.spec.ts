// One journey from an empty data folder: the product as its README promises it.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { demoDatabases, type DemoDatabases } from '../support/databases.ts';
import { designer, lineDifference } from '../support/designer.ts';
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

/** What the pipeline of this journey has to leave in the warehouse, as the shop's own SQL says it. */
const EXPECTED_ORDERS = `SELECT id, customer_id, status, total::text, UPPER(status) AS shouted FROM orders WHERE status <> 'cancelled' ORDER BY id`;
const SYNCED_ORDERS = `SELECT id, customer_id, status, total::text, shouted FROM shop.orders ORDER BY id`;

test('from a sample to rows in another database, a changed table, and its history', async ({ page }) => {
  test.setTimeout(240_000);

  await test.step('open the sample', async () => {
    await page.goto(server.url);
    await page.getByRole('link', { name: 'Shop to warehouse' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Shop to warehouse' })).toBeVisible();
  });
  const at = designer(page, server.url);
  const original = await at.savedText();

  await test.step('insert a transform on the canvas: the text gets its lines and nothing else changes', async () => {
    await page.getByRole('button', { name: /^Insert a step between Shop and/u }).click();
    await page.getByRole('menuitem', { name: /^Transform/u }).click();
    await expect(at.node('Transform 1')).toBeVisible();
    const { removed } = lineDifference(original, await at.savedText());
    expect(removed).toEqual([]);
  });

  await test.step('fill its form: only those values change', async () => {
    await at.node('Transform 1').click();
    await at.field('source-table').fill('public.orders');
    await at.field('projection').fill('\\*, UPPER(status) AS shouted');
    await at.field('filter').fill(`status <> 'cancelled'`);
    await at.field('filter').blur();
    const { added, removed } = lineDifference(original, await at.savedText());
    expect(removed).toEqual([]);
    expect(added.join('\n')).toContain('source-table: public.orders');
    expect(added.join('\n')).toContain(`status <> 'cancelled'`);
    await expect(at.node('Transform 1: public.orders')).toBeVisible();
  });

  await test.step('type in the YAML: the canvas follows', async () => {
    await at.node('Route 1').click();
    await at.typeAtEndOf('sink-table: shop.<>', '_copy');
    await expect(at.node('Route 1: public.* → shop.<>_copy')).toBeVisible();
    // A burst of typing is one step; a slow machine may cut it into several.
    await expect(async () => {
      await page.keyboard.press('Control+z');
      await expect(at.node('Route 1: public.* → shop.<>;')).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  await test.step('the preview shows real rows, before and after, and why some are dropped', async () => {
    await at.node('Transform 1').click();
    const rows = await at.panel('Rows');
    await expect(rows.getByText('shouted').first()).toBeVisible({ timeout: 30_000 });
    // The shop deletes its oldest orders meanwhile: looked at anew until the rows on the screen are those of the moment.
    await expect(async () => {
      await page.getByRole('button', { name: 'Refresh the preview' }).click();
      const [first] = await databases.query('shop', `SELECT min(id)::text AS id FROM orders`);
      await expect(rows.getByText(String(first?.['id']), { exact: true }).first()).toBeVisible({
        timeout: 3_000,
      });
    }).toPass({ timeout: 60_000 });
    await expect(page.getByRole('tab', { name: 'Rows' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('launch it', async () => {
    await page.getByRole('button', { name: 'Launch' }).click();
    const panel = page.getByRole('dialog', { name: /Launch/u });
    await expect(panel.getByText('CREATE TABLE').first()).toBeVisible({ timeout: 30_000 });
    await panel.getByRole('button', { name: 'Launch' }).click();
    await expect(page.getByRole('banner').getByText('streaming')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('the rows of the warehouse are the expected ones', async () => {
    await expect
      .poll(
        async () => {
          const [expected, synced] = await Promise.all([
            databases.query('shop', EXPECTED_ORDERS),
            databases.query('warehouse', SYNCED_ORDERS),
          ]);
          // The shop goes on working: the two are compared until a moment catches them in step.
          return expected.length > 0 && JSON.stringify(expected) === JSON.stringify(synced)
            ? 'in step'
            : `${expected.length} and ${synced.length} rows`;
        },
        { timeout: 60_000, intervals: [200] },
      )
      .toBe('in step');
  });

  await test.step('ALTER TABLE … ADD COLUMN at the source reaches the sink and the history', async () => {
    await databases.query('shop', 'ALTER TABLE orders ADD COLUMN gift_note text');
    // PostgreSQL tells of a changed table with its next row.
    await databases.query(
      'shop',
      `UPDATE orders SET gift_note = 'happy birthday' WHERE id = (SELECT max(id) FROM orders WHERE status <> 'cancelled')`,
    );
    await expect
      .poll(
        () =>
          databases.query(
            'warehouse',
            `SELECT 1 AS there FROM information_schema.columns WHERE table_schema = 'shop' AND table_name = 'orders' AND column_name = 'gift_note'`,
          ),
        { timeout: 60_000 },
      )
      .toEqual([{ there: 1 }]);
    await expect
      .poll(
        () =>
          databases.query(
            'warehouse',
            `SELECT count(*)::int AS notes FROM shop.orders WHERE gift_note IS NOT NULL`,
          ),
        { timeout: 30_000 },
      )
      .toEqual([{ notes: 1 }]);

    await page.getByRole('link', { name: 'Schema history' }).click();
    const timeline = page.getByRole('region', { name: 'Timeline' });
    const entry = timeline.getByRole('listitem').filter({ hasText: 'gift_note' }).first();
    await expect(entry).toContainText('add.column');
    await expect(entry).toContainText('applied');
    await expect(entry).toContainText('ALTER TABLE');
    await entry.getByRole('button', { name: 'Compare with before' }).click();
    await expect(page.getByRole('row', { name: /added gift_note/u })).toBeVisible();
  });

  await test.step('a table that somebody spoilt in the sink is read again', async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('link', { name: 'Shop to warehouse' }).first().click();
    const spoilt = () =>
      databases.query(
        'warehouse',
        `SELECT count(*)::int AS spoilt FROM shop.customers WHERE full_name = 'spoilt'`,
      );
    await databases.query('warehouse', `UPDATE shop.customers SET full_name = 'spoilt'`);
    expect(await spoilt()).not.toEqual([{ spoilt: 0 }]);
    const again = page.getByRole('button', { name: 'Read again: public.customers' });
    const dialog = page.getByRole('dialog', { name: 'Read public.customers again?' });
    await again.press('Enter');
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(again).toBeFocused();
    await again.press('Enter');
    await dialog.getByRole('button', { name: 'Read again' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(spoilt, { timeout: 30_000 }).toEqual([{ spoilt: 0 }]);
    await expect(page.getByText('public.customers is read again: somebody asked for it')).toBeVisible();
  });

  await test.step('pause, resume, stop', async () => {
    const picture = page.getByRole('region', { name: 'Canvas of the run' });
    const drawn = (name: RegExp) => picture.getByRole('group', { name });
    await expect(drawn(/^Source: /u)).toContainText(/[\d.,]+ rows\/s/u);
    await expect(drawn(/^Transform 1: /u)).toContainText(/[\d,]+ in · [\d,]+ dropped/u);
    await expect(drawn(/^Sink: /u)).toContainText(/[\d,]+ written · lag /u);
    const banner = page.getByRole('banner');
    await banner.getByRole('button', { name: 'Pause' }).click();
    await expect(banner.getByText('paused')).toBeVisible({ timeout: 30_000 });
    await banner.getByRole('button', { name: 'Resume' }).click();
    await expect(banner.getByText('streaming')).toBeVisible({ timeout: 30_000 });
    await banner.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('menuitem', { name: /^Stop at a checkpoint/u }).click();
    await expect(banner.getByText('stopped')).toBeVisible({ timeout: 30_000 });
    await expect(drawn(/^Source: /u)).toContainText(/[\d,]+ read/u);
    await expect(drawn(/^Source: /u)).not.toContainText('rows/s');
  });

  await test.step('the next launch says what it changes of the last run, and what becomes of its rows', async () => {
    await page.getByRole('button', { name: 'Open in designer' }).click();
    const panel = page.getByRole('dialog', { name: /Launch/u });
    const since = panel.getByRole('region', { name: 'Since the last run' });
    await page.getByRole('button', { name: 'Launch' }).click();
    await expect(since).toContainText('goes on from where that run is stopped; nothing is copied again');
    await expect(since).toContainText(/The text is that of version \d+, which ran last/u);
    await page.keyboard.press('Escape');

    await at.node('Transform 1').click();
    await at.field('filter').fill(`status <> 'cancelled' AND total > 0`);
    await at.field('filter').blur();
    await at.savedText();
    await page.getByRole('button', { name: 'Launch' }).click();
    await expect(since).toContainText(
      'begins anew, with a new snapshot: the rules, the source or the sink are not',
    );
    await expect(since).toContainText('1 place of the text differs from version');
    await expect(since.getByRole('region', { name: /^Difference from version/u })).toContainText(
      `status <> 'cancelled' AND total > 0`,
    );
    await page.keyboard.press('Escape');
  });

  await test.step('export: what Flink CDC cannot do is said, and with another sink the YAML comes out', async () => {
    const dialog = page.getByRole('dialog', { name: /Export/u });
    const openExport = async () => {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: /^Export/u }).click();
      await expect(dialog).toBeVisible();
    };
    await openExport();
    await expect(dialog.getByText('not-on-flink')).toBeVisible();
    await page.keyboard.press('Escape');

    await page
      .getByRole('region', { name: 'Sinks' })
      .getByRole('button', { name: /^Kafka/u })
      .click();
    await expect(at.node('Sink: kafka')).toBeVisible();
    await openExport();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /Download/u }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text).toContain('source-table: public.orders');
    expect(text).toContain('type: kafka');
    expect(text).not.toContain(readFileSync(`${server.dataDir}/demo/password`, 'utf8').trim());
  });
});

test('runs go on where they were after the server has been stopped and started', async ({ page }) => {
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Shards merged into one table' }).click();
  await page.getByRole('button', { name: 'Launch' }).click();
  const panel = page.getByRole('dialog', { name: /Launch/u });
  await panel.getByRole('button', { name: 'Launch' }).click();
  await expect(page.getByRole('banner').getByText('streaming')).toBeVisible({ timeout: 60_000 });
  await server.restart();
  await expect(page.getByRole('banner').getByText('streaming')).toBeVisible({ timeout: 60_000 });
  // Not among the oldest, which the shop's load deletes, nor the newest, which it changes.
  const [marked] = await databases.query(
    'shop',
    `UPDATE orders_eu_1 SET amount = amount + 1 WHERE id = (SELECT id FROM orders_eu_1 WHERE status <> 'cancelled' ORDER BY id OFFSET 200 LIMIT 1) RETURNING id, amount::text`,
  );
  await expect
    .poll(
      () =>
        databases.query(
          'warehouse',
          `SELECT amount::text FROM ods.orders_eu WHERE shard = 'orders_eu_1' AND id = ${Number(marked?.['id'])}`,
        ),
      { timeout: 60_000 },
    )
    .toEqual([{ amount: marked?.['amount'] }]);
});
