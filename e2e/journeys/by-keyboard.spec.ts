// From an empty canvas to a running pipeline without a pointer: no click, no drag, only keys.
import { expect, test } from '@playwright/test';
import { demoDatabases, type DemoDatabases } from '../support/databases.ts';
import { designer } from '../support/designer.ts';
import { fillByKeys, tabTo } from '../support/keys.ts';
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

test('from an empty canvas to rows, with the keyboard alone', async ({ page }) => {
  test.setTimeout(240_000);
  const [{ port }] = (await databases.query('shop', `SELECT inet_server_port() AS port`)) as [
    { port: number },
  ];
  await page.goto(server.url);

  await test.step('make an empty pipeline', async () => {
    await tabTo(page, page.getByRole('button', { name: 'New pipeline' }));
    await page.keyboard.press('Enter');
    const empty = page.getByRole('menuitem', { name: /^Empty canvas/u });
    await expect(empty).toBeVisible();
    await expect(empty).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'untitled' })).toBeVisible();
  });
  const at = designer(page, server.url);
  const palette = page.getByRole('region', { name: 'Palette' });
  const inspector = page.getByRole('region', { name: 'Inspector' });

  /** Adds from the palette, then opens the node's form with Enter. */
  async function add(kind: string, item: string, node: string): Promise<void> {
    await tabTo(page, palette.getByRole('region', { name: kind }).getByRole('button', { name: item }));
    await page.keyboard.press('Enter');
    await expect(at.node(node)).toBeVisible();
    await tabTo(page, at.node(node));
    await page.keyboard.press('Enter');
    await expect(inspector.locator(':focus')).toBeVisible();
  }

  await test.step('add a source and connect it; the password becomes a secret', async () => {
    await add('Sources', 'PostgreSQL', 'Source');
    await fillByKeys(page, at.field('hostname'), '127.0.0.1');
    await fillByKeys(page, at.field('port'), String(port));
    await fillByKeys(page, at.field('username'), 'postgres');
    await fillByKeys(page, at.field('password'), databases.password);
    await fillByKeys(page, at.field('slot.name'), 'by_keyboard');
    await fillByKeys(page, at.field('tables'), 'shop.public.products');
    const text = await at.savedText();
    expect(text).toContain('tables: shop.public.products');
    expect(text).toMatch(/password: \$\{secret\.\w+\}/u);
    expect(text).not.toContain(databases.password);
  });

  await test.step('add a transform', async () => {
    await add('Steps', 'Transform', 'Transform 1');
    await fillByKeys(page, at.field('source-table'), 'public.products');
    await fillByKeys(page, at.field('projection'), 'id, name, UPPER(sku) AS sku, price');
  });

  await test.step('add a sink', async () => {
    await add('Sinks', 'PostgreSQL', 'Sink');
    await fillByKeys(page, at.field('hostname'), '127.0.0.1');
    await fillByKeys(page, at.field('port'), String(port));
    await fillByKeys(page, at.field('username'), 'postgres');
    await fillByKeys(page, at.field('password'), databases.password);
    await fillByKeys(page, at.field('database'), 'warehouse');
    expect(await at.savedText()).toContain('database: warehouse');
  });

  await test.step('walk the canvas with the arrows', async () => {
    await tabTo(page, at.node('Source'));
    await page.keyboard.press('ArrowRight');
    await expect(at.node('Transform 1')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(at.node('Sink')).toBeFocused();
  });

  await test.step('launch', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Launch' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const launch = page.getByRole('dialog', { name: /Launch/u }).getByRole('button', { name: 'Launch' });
    await expect(launch).toBeEnabled({ timeout: 30_000 });
    await tabTo(page, launch);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('banner').getByText('streaming')).toBeVisible({ timeout: 60_000 });
    const expected = await databases.query('shop', `SELECT count(*)::int AS rows FROM products`);
    await expect
      .poll(
        () =>
          databases.query(
            'warehouse',
            `SELECT count(*)::int AS rows FROM public.products WHERE sku = upper(sku)`,
          ),
        {
          timeout: 60_000,
        },
      )
      .toEqual(expected);
  });
});
