// The designer where there is room for one part at a time: what a verb is about comes to the front.
import { expect, test } from '@playwright/test';
import { callServer } from '../support/call-server.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

let server: TailraceServer;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startTailrace({ demo: false });
});
test.afterAll(async () => {
  await server?.remove();
});

const create = async (name: string, text: string): Promise<string> =>
  (await callServer<{ id: string }>(server.url, 'mutation', 'pipelines.create', { name, text })).id;

test('on a phone the problems and the lines they are about come to the front', async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 800 });
  const text = 'source:\n  type: values\n  colour: red\nsink:\n  type: values\n';
  await page.goto(`${server.url}/pipelines/${await create('small', text)}`);
  const isFront = async (name: string) =>
    expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
  await isFront('Outline');
  await page.getByRole('banner').getByRole('button', { name: 'Problems 1' }).click();
  await isFront('Rows');
  const problems = page.getByRole('tabpanel', { name: 'Problems' });
  await problems.getByRole('button', { name: /colour/u }).click();
  await isFront('Text');
  await expect(page.getByRole('textbox', { name: /^Pipeline YAML/u })).toBeFocused();
  // The verbs of the bar have room.
  const { width } = (await page.getByRole('button', { name: 'More' }).boundingBox()) ?? { width: 0 };
  expect(width).toBeGreaterThan(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
});

test('in a narrow window the doors of an empty pipeline lead to the palette', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 });
  await page.goto(`${server.url}/pipelines/${await create('empty', '')}`);
  await page.getByRole('button', { name: 'Choose a source' }).click();
  await expect(page.getByRole('tab', { name: 'Add' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('#palette-search')).toBeFocused();
});
