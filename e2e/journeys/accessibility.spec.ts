// axe on every page, in both themes: no violations.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { callServer } from '../support/call-server.ts';
import { startTailrace, type TailraceServer } from '../support/tailrace-server.ts';

let server: TailraceServer;
let pages: readonly { readonly name: string; readonly path: string; readonly heading: string | RegExp }[];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await startTailrace({ demo: true });
  const pipelines = await callServer<{ id: string; name: string }[]>(server.url, 'query', 'pipelines.list');
  const [sample] = pipelines;
  if (sample === undefined) throw new Error('no sample pipeline');
  const { runId } = await callServer<{ runId: string }>(server.url, 'mutation', 'runs.launch', {
    pipelineId: sample.id,
  });
  const empty = await callServer<{ id: string }>(server.url, 'mutation', 'pipelines.create', {
    name: 'untitled',
    text: '',
  });
  pages = [
    { name: 'pipelines', path: '/', heading: 'Pipelines' },
    { name: 'designer', path: `/pipelines/${sample.id}`, heading: sample.name },
    { name: 'empty designer', path: `/pipelines/${empty.id}`, heading: 'untitled' },
    ...['tables', 'problems', 'schema', 'what-if'].map((panel) => ({
      name: `designer, ${panel}`,
      path: `/pipelines/${sample.id}?panel=${panel}`,
      heading: sample.name,
    })),
    { name: 'runs', path: '/runs', heading: 'Runs' },
    { name: 'run', path: `/runs/${runId}`, heading: sample.name },
    { name: 'schema history', path: '/history', heading: 'Schema history' },
    { name: 'connections', path: '/connections', heading: 'Connections' },
    { name: 'settings', path: '/settings', heading: 'Settings' },
  ];
});

test.afterAll(async () => {
  await server?.remove();
});

for (const theme of ['light', 'dark'] as const) {
  test(`no violations on any page, ${theme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme: theme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
    });
    for (const { name, path, heading } of pages) {
      await test.step(name, async () => {
        await page.goto(server.url + path);
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        expect(await violationsOn(page)).toEqual([]);
        expect(refused, 'no call of the page is refused by the server').toEqual([]);
      });
    }
    await context.close();
  });

  test(`no violations in any window, ${theme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme: theme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    for (const { name, open } of windows) {
      await test.step(name, async () => {
        await page.goto(server.url);
        await expect(page.getByRole('heading', { level: 1, name: 'Pipelines' })).toBeVisible();
        await open(page);
        await expect(page.getByRole('dialog')).toBeVisible();
        expect(await violationsOn(page)).toEqual([]);
      });
    }
    await context.close();
  });
}

const windows: readonly { readonly name: string; readonly open: (page: Page) => Promise<void> }[] = [
  { name: 'palette', open: async (page) => page.keyboard.press('Control+k') },
  { name: 'keys', open: async (page) => page.keyboard.press('?') },
  {
    name: 'documentation',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find' }).fill('postgresql sink');
      await page.getByRole('option').first().click();
    },
  },
  ...(['Guided start', 'From a template'] as const).map((verb) => ({
    name: verb,
    open: async (page: Page) => {
      await page.getByRole('button', { name: 'New pipeline' }).click();
      await page.getByRole('menuitem', { name: new RegExp(`^${verb}`, 'u') }).click();
    },
  })),
  { name: 'import', open: async (page) => page.getByRole('button', { name: 'Import' }).click() },
];

async function violationsOn(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}
