// The designer's frame: dividers, tooltips and menus, whose code comes after the first picture.
import { expect, test, type Locator } from '@playwright/test';
import { callServer } from '../support/call-server.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

const TEXT = `source:
  type: values
  tables: shop.orders
sink:
  type: values
transform:
  - source-table: shop.orders
    projection: id
`;

let server: TailraceServer;
let address: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await startTailrace({ demo: false });
  const { id } = await callServer<{ id: string }>(server.url, 'mutation', 'pipelines.create', {
    name: 'framed',
    text: TEXT,
  });
  address = `${server.url}/pipelines/${id}`;
});

test.afterAll(async () => {
  await server?.remove();
});

const width = async (region: Locator): Promise<number> =>
  Math.round((await region.boundingBox())?.width ?? Number.NaN);

test('panes are resized by pointer and by keys, close and open, and keep their sizes', async ({ page }) => {
  await page.goto(address);
  const palette = page.getByRole('region', { name: 'Palette' });
  const divider = page.getByRole('separator', { name: 'Resize palette and picture' });
  await expect(divider).toHaveAttribute('aria-valuenow', '176');

  await divider.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => width(palette)).toBe(192);
  await expect(divider).toHaveAttribute('aria-valuenow', '192');

  const box = await divider.boundingBox();
  if (box === null) throw new Error('the divider is not drawn');
  await page.mouse.move(box.x, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 200, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => width(palette)).toBe(232);

  await page.reload();
  await expect.poll(() => width(palette)).toBe(232);

  await divider.focus();
  await page.keyboard.press('Enter');
  await expect(divider).toHaveAttribute('aria-valuenow', '0');
  await expect(page.getByRole('searchbox', { name: /palette/iu })).toBeHidden();
  await page.keyboard.press('Enter');
  await expect.poll(() => width(palette)).toBe(232);

  await divider.dblclick();
  await expect.poll(() => width(palette)).toBe(176);
});

test('tooltips come on hover and on focus, stay under the pointer, and go with Escape', async ({ page }) => {
  await page.goto(address);
  const settings = page.getByRole('link', { name: 'Settings' });
  const tooltip = page.getByRole('tooltip', { name: 'Settings' });
  await settings.hover();
  await expect(tooltip).toBeVisible();
  await tooltip.hover();
  await expect(tooltip).toBeVisible();
  await page.mouse.move(600, 400);
  await expect(tooltip).toBeHidden();

  await settings.focus();
  await expect(tooltip).toBeVisible();
  await expect(settings).toHaveAccessibleDescription('Settings');
  await page.keyboard.press('Escape');
  await expect(tooltip).toBeHidden();
  await expect(settings).toBeFocused();
});

test('a menu opens from pointer and keyboard and gives the focus back', async ({ page }) => {
  await page.goto(address);
  const more = page.getByRole('button', { name: 'More' });
  const entry = page.getByRole('menuitem', { name: /^Export/u });

  await more.click();
  await expect(entry).toBeVisible();
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await more.click();
  await expect(entry).toBeHidden();

  await more.focus();
  await page.keyboard.press('Enter');
  await expect(entry).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(entry).toBeHidden();
  await expect(more).toBeFocused();

  await page.keyboard.press('ArrowDown');
  await expect(entry).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /Export/u })).toBeVisible();
});

test('the first press on a fresh page waits for its menu', async ({ page }) => {
  await page.route(/menu-list/u, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.goto(address);
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem', { name: /^Export/u })).toBeVisible();

  await page.reload();
  await page.getByRole('button', { name: 'More' }).press('Enter');
  await expect(page.getByRole('menuitem', { name: /^Export/u })).toBeFocused();
});

test('on a phone the outline says where the text is broken', async ({ page }) => {
  const { id } = await callServer<{ id: string }>(server.url, 'mutation', 'pipelines.create', {
    name: 'broken',
    text: 'source:\n  type: values\nsink: [\n',
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}/pipelines/${id}`);
  const outline = page.getByRole('tabpanel', { name: 'Outline' });
  // No part beside the canvas is there to bring the fonts.
  const loaded = () => page.evaluate(() => [...document.fonts].some(({ status }) => status === 'loaded'));
  await expect.poll(loaded).toBe(true);
  await expect(outline.getByText('The text cannot be read yet')).toBeVisible();
  await expect(outline.getByText(/^Line \d+: /u)).toBeVisible();
  await expect(outline.getByText('This pipeline is empty')).toHaveCount(0);
});
