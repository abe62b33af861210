// axe on every page, in both themes: no violations.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
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
    for (const { name, path, heading } of pages) {
      await test.step(name, async () => {
        await page.goto(server.url + path);
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        await page.waitForLoadState('networkidle').catch(() => undefined);
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(
          violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
          ),
        ).toEqual([]);
      });
    }
    await context.close();
  });
}
