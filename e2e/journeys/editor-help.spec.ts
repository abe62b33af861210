// What the editor helps with while a transform is written: what can come, what it means, what it gives on a row, and what to mend.
import { expect, test, type Page } from '@playwright/test';
import { callServer } from '../support/call-server.ts';
import { designer } from '../support/designer.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

let server: TailraceServer;

test.beforeAll(async () => {
  server = await startTailrace({ demo: false });
});

test.afterAll(async () => {
  await server?.remove();
});

const TEXT = `source:
    type: values
    tables: shop.orders
transform:
  - source-table: shop.orders
    projection: id, status, total
    filter: status LIKE 'new'
sink:
  type: values
`;

async function open(page: Page) {
  const { id } = await callServer<{ id: string }>(server.url, 'mutation', 'pipelines.create', {
    name: 'editor help',
    text: TEXT,
  });
  await page.goto(`${server.url}/pipelines/${id}`);
  const at = designer(page, server.url);
  // Columns and rows come from the preview.
  await expect((await at.panel('Rows')).getByText('676.52').first()).toBeVisible();
  return at;
}

test('completion, hover, signatures, values, fixes and layout', async ({ page }) => {
  test.setTimeout(420_000);
  const at = await open(page);
  const editor = page.getByRole('region', { name: 'Text of the pipeline' });
  const suggestions = page.locator('.suggest-widget');
  const value = page.getByRole('status', { name: 'Value at the caret' });

  await test.step('columns and functions are offered at the caret', async () => {
    await at.typeAtEndOf('projection:', ', UPP');
    await page.keyboard.press('Control+Space');
    await suggestions.getByText('UPPER', { exact: true }).first().click();
    await page.keyboard.type('sta', { delay: 40 });
    await expect(suggestions.getByText('status', { exact: true }).first()).toBeVisible();
    await page.keyboard.press('Enter');
  });

  await test.step('the call shows its signature', async () => {
    await page.keyboard.press('Control+Shift+Space');
    await expect(page.locator('.parameter-hints-widget')).toContainText('UPPER(s)');
    await page.keyboard.press('Escape');
    await page.keyboard.type(') AS loud', { delay: 20 });
    expect(await at.savedText()).toContain('projection: id, status, total, UPPER(status) AS loud');
  });

  await test.step('the expression at the caret shows its value on a row', async () => {
    for (const _ of ') AS loud') await page.keyboard.press('ArrowLeft');
    await expect(value).toContainText('"new"');
    for (const _ of 'status(') await page.keyboard.press('ArrowLeft');
    await expect(value).toContainText('UPPER(status)');
    await expect(value).toContainText('"NEW"');
    await expect(value).toContainText('STRING · shop.orders, id 1');
  });

  await test.step('hover says what a word means and what it gives', async () => {
    await editor.getByText('UPPER').first().hover();
    const hover = page.locator('.monaco-hover-content').filter({ hasText: 'capital letters' });
    await expect(hover).toContainText('"NEW"');
    // The next line is not under it, and can be clicked at once.
    await editor.getByText('LIKE').first().click({ timeout: 5_000 });
    await expect(hover).toBeHidden();
  });

  await test.step('a finding has a fix', async () => {
    await editor.getByText('LIKE').first().click();
    await page.keyboard.press('Control+.');
    await page.getByText("Add ESCAPE '!'").click();
    await expect.poll(() => at.savedText()).toContain("filter: status LIKE 'new' ESCAPE '!'");
  });

  await test.step('the document can be laid out, as one step', async () => {
    await editor.getByText('LIKE').first().click();
    await page.keyboard.press('Shift+Alt+F');
    await expect.poll(() => at.savedText()).toContain('source:\n  type: values\n  tables: shop.orders\n\n');
    await page.keyboard.press('Control+z');
    await expect.poll(() => at.savedText()).toContain('source:\n    type: values\n');
  });

  await test.step('options of the connector are offered', async () => {
    // The long line above has scrolled the text to the side.
    await page.keyboard.press('Control+Home');
    await at.typeAtEndOf('tables: shop.orders', '\n');
    await page.keyboard.press('Control+Space');
    await expect(
      suggestions
        .getByText('tables.exclude', { exact: true })
        .or(suggestions.getByText('name', { exact: true }))
        .first(),
    ).toBeVisible();
  });
});
