// What hands do in the designer beside drawing: rules off and on, expressions with help, changes tried before they happen, and things found
// by name.
import { expect, test } from '@playwright/test';
import { callServer } from '../support/call-server.ts';
import { designer, lineDifference } from '../support/designer.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

let server: TailraceServer;
let shards = '';
let whole = '';

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await startTailrace({ demo: true });
  const pipelines = await callServer<{ id: string; name: string }[]>(server.url, 'query', 'pipelines.list');
  whole = pipelines.find(({ name }) => name === 'Shop to warehouse')?.id ?? '';
  shards = pipelines.find(({ name }) => name === 'Shards merged into one table')?.id ?? '';
});

test.afterAll(async () => {
  await server?.remove();
});

test('a rule is switched off and on, and the text is what it was, byte for byte', async ({ page }) => {
  await page.goto(`${server.url}/pipelines/${shards}`);
  const at = designer(page, server.url);
  const original = await at.savedText();
  await at.node('Transform 1').click();
  await at.node('Transform 1').focus();
  await page.keyboard.press('d');
  await expect(at.node('Transform off: public.orders_eu_*')).toBeVisible();
  await expect(at.node('Transform 1')).toHaveCount(0);
  const { added, removed } = lineDifference(original, await at.savedText());
  expect(added.every((line) => line.startsWith('  # ') || line === 'transform: []')).toBe(true);
  expect(removed).not.toEqual([]);
  const form = page.getByRole('region', { name: 'Inspector' });
  await expect(form.getByRole('heading', { name: 'Transform, switched off' })).toBeVisible();
  await form.getByRole('button', { name: 'Switch on' }).click();
  await expect(at.node('Transform 1')).toBeVisible();
  await expect.poll(() => at.savedText()).toBe(original);
  await page.keyboard.press('Control+z');
  await expect(at.node('Transform off')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect.poll(() => at.savedText()).toBe(original);
});

test('the lines of a node that was selected before the editor came are in view', async ({ page }) => {
  await page.goto(`${server.url}/pipelines/${shards}`);
  await designer(page, server.url).node('Transform 1').click();
  await expect(page).toHaveURL(/node=/u);
  await page.reload();
  const text = page.getByRole('region', { name: 'Text of the pipeline' });
  await expect(text.locator('.view-line', { hasText: /leave\scancelled\sorders\sout/u })).toBeVisible();
});

test('what was typed right before a reload is kept, and Ctrl-K does not outlive its page', async ({
  page,
}) => {
  const url = `${server.url}/pipelines/${shards}`;
  await page.goto(server.url);
  await page.goto(url);
  const at = designer(page, server.url);
  const original = await at.savedText();
  // Until the editor is there the text can be read only.
  await expect(page.getByRole('textbox', { name: /^Pipeline YAML/u })).toBeAttached();
  await at.typeAtEndOf('name: Shop', ' # in a hurry');
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('unsaved');
  await page.reload();
  const text = page.getByRole('region', { name: 'Text of the pipeline' });
  await expect(text.locator('.view-line', { hasText: /in\sa\shurry/u })).toBeVisible();
  expect(await at.savedText()).toBe(original.replace('name: Shop\n', 'name: Shop # in a hurry\n'));

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Pipelines' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the form helps with an expression, and says what it comes to', async ({ page }) => {
  await page.goto(`${server.url}/pipelines/${shards}?panel=rows`);
  const at = designer(page, server.url);
  await expect(page.getByRole('status', { name: 'Preview' })).toContainText('4 tables', { timeout: 60_000 });
  await at.node('Transform 1').click();
  await at.field('filter').focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' AND amou', { delay: 30 });
  const list = page.getByRole('listbox', { name: 'What fits here' });
  await expect(list.getByRole('option', { name: /^amount/u })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(list).toHaveCount(0);
  await page.keyboard.type(' > 0');
  await expect(at.field('filter')).toHaveValue("status <> 'cancelled' AND amount > 0");
  // What was plain stays plain, though blanks stood at its end on the way.
  await expect.poll(() => at.savedText()).toContain("    filter: status <> 'cancelled' AND amount > 0\n");
  const form = page.getByRole('region', { name: 'Inspector' });
  await expect(form.getByText(/BOOLEAN = (?:true|false) on public\.orders_eu_1, id \d+/u)).toBeVisible();
  await at.field('projection').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  await expect(form.getByText(/^id BIGINT = \d+ on/u)).toBeVisible();
});

test('a change is tried by hand, and a kept row says when a rule no longer does what it did', async ({
  page,
}) => {
  await page.goto(`${server.url}/pipelines/${shards}?panel=rows`);
  const at = designer(page, server.url);
  const rows = page.getByRole('tabpanel', { name: 'Rows' });
  // One that the filter lets pass; the shop cancels some.
  const passing = rows.locator('tr[data-dropped="false"]').first();
  await passing.getByRole('button', { name: /^Keep row/u }).click({ timeout: 60_000 });
  const panel = page.getByRole('tabpanel', { name: 'What if' });
  await expect(panel.getByRole('status', { name: 'Tests' })).toHaveText('1 test, all hold');

  await panel.getByRole('combobox', { name: 'Change' }).selectOption('update');
  await panel.getByRole('textbox', { name: 'status before' }).fill('new');
  await panel.getByRole('textbox', { name: 'status after' }).fill('cancelled');
  await expect(panel.getByRole('status', { name: 'The sink' })).toContainText('delete ods.orders_eu');
  await panel.getByRole('combobox', { name: 'Change' }).selectOption('add.column');
  await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('discount');
  await expect(panel.getByRole('status', { name: 'The sink' })).toBeVisible();

  await at.node('Transform 1').click();
  await at.field('projection').fill('id, customer_email, LOWER(country) AS country');
  await expect(panel.getByRole('status', { name: 'Tests' })).toHaveText('1 of 1 do not hold');
});

test('a schema change tried by hand says what the sink would run', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${server.url}/pipelines/${whole}?panel=what-if`);
  const panel = page.getByRole('tabpanel', { name: 'What if' });
  await panel.getByRole('combobox', { name: 'Table' }).selectOption('public.orders', { timeout: 60_000 });
  await panel.getByRole('combobox', { name: 'Change' }).selectOption('add.column');
  await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('discount');
  await panel.getByRole('textbox', { name: 'Type' }).fill('DECIMAL(10, 2)');
  const statement = panel.getByRole('figure', { name: 'The sink would run' });
  await expect(statement).toContainText(
    /ALTER TABLE \S*shop\S*orders\S* ADD COLUMN .*discount.* numeric\(10, ?2\)/iu,
  );
  await statement.getByRole('button', { name: 'Copy the statements' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('discount');
});

test('a cell is copied, by the keyboard and by the pointer, and P keeps a row as a test', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = async (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`${server.url}/pipelines/${shards}?panel=rows`);
  const rows = page.getByRole('tabpanel', { name: 'Rows' });
  const before = rows.getByRole('table', { name: 'Rows of public.orders_eu_1', exact: true });
  const cells = before.getByRole('row').nth(3).getByRole('cell');
  const id = (await cells.nth(1).innerText({ timeout: 60_000 })).trim();
  const mail = (await cells.nth(2).innerText()).trim();
  // From the verbs of the row that is looked at the Tab key leads to its cells.
  await rows.getByRole('button', { name: 'Keep row 1 as a test' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(cells.nth(1)).toBeFocused();
  await page.keyboard.press('Control+c');
  await expect(page.getByText(`Copied ${id}`)).toBeVisible();
  expect(await copied()).toBe(id);
  await cells.nth(2).hover();
  await rows.getByRole('button', { name: 'Copy the cell' }).click();
  await expect.poll(copied).toBe(mail);

  await designer(page, server.url).node('Transform 1').click();
  await page.keyboard.press('p');
  const tests = page.getByRole('tabpanel', { name: 'What if' }).getByRole('status', { name: 'Tests' });
  await expect(tests).toHaveText('1 test, all hold');

  // The row that is looked at may be one that the filter drops.
  const whatIf = page.getByRole('tabpanel', { name: 'What if' });
  await whatIf.getByRole('textbox', { name: /^status/u }).fill('new');
  await whatIf.getByRole('textbox', { name: /^amount/u }).fill('10');
  const told = page.getByRole('table', { name: 'What the sink is told of ods.orders_eu' });
  await told.getByRole('rowheader', { name: /^customer_email/u }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+c');
  await expect.poll(copied).toBe(
    (
      await told
        .getByRole('row', { name: /^customer_email/u })
        .getByRole('cell')
        .innerText()
    ).trim(),
  );
});

test('a line tells its tables, and a place that something cannot have says why', async ({ page }) => {
  await page.goto(`${server.url}/pipelines/${shards}`);
  const at = designer(page, server.url);
  await at.node('Sink').click();
  const count = page
    .getByRole('region', { name: 'Canvas' })
    .getByRole('button', { name: '4 tables' })
    .first();
  await count.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Tables that take this line' })).toContainText(
    'public.orders_eu_3',
  );
  await page.keyboard.press('Escape');

  const original = await at.savedText();
  const step = page.getByRole('region', { name: 'Palette' }).getByRole('button', { name: 'Route' });
  await step.hover();
  await page.mouse.down();
  const line = page.getByRole('button', { name: /^Insert a step between Shop and/u });
  await line.hover({ force: true });
  await line.hover({ force: true });
  await expect(page.getByText('Rows are sent on after they are reshaped')).toBeVisible();
  await page.mouse.up();
  expect(await at.savedText()).toBe(original);
});

test('Ctrl-K finds a table, a setting and a function', async ({ page }) => {
  await page.goto(`${server.url}/pipelines/${shards}?panel=schema`);
  await expect(page.getByRole('status', { name: 'Preview' })).toContainText('4 tables', { timeout: 60_000 });
  const find = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).fill(words);
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');
  };
  await find('rows of public.orders_eu_3');
  await expect(page.getByRole('tab', { name: 'Rows' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: 'public.orders_eu_3' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await find('source slot.name');
  await expect(page.getByRole('textbox', { name: 'slot.name' })).toBeFocused();
  await page.getByRole('heading', { level: 1 }).click();
  await find('upper');
  await expect(page.getByRole('dialog', { name: 'UPPER' })).toBeVisible();
});
