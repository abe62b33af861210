// From a key in the text to the rows of the demo's sample after it: saved nowhere, computed on real rows of a real PostgreSQL.
import type { Page } from '@playwright/test';
import { callServer } from '@tailrace/e2e/call-server';
import { median, percentile, type Benchmark } from './benchmark.ts';
import { editorOf, startBrowser } from './browser.ts';

const GOAL_P50_MS = 1000;
const CHANGES = 10;

export const preview: Benchmark = {
  name: 'preview',
  unit: 'ms',
  better: 'less',
  runs: 3,
  referenceName: 'goal',
  async setUp() {
    const browser = await startBrowser({ demo: true });
    const pipelines = await callServer<{ id: string; transforms: number }[]>(
      browser.server.url,
      'query',
      'pipelines.list',
    );
    const sample = pipelines.find(({ transforms }) => transforms > 0);
    if (sample === undefined) throw new Error('the demo has no sample with a transform');
    const page = await browser.open(sample.id);
    await page.getByRole('group', { name: /^Route 1/u }).click();
    await page.getByRole('tabpanel', { name: 'Rows' }).getByText('ods.orders_eu').first().waitFor();
    const line = page
      .getByRole('region', { name: 'Text of the pipeline' })
      .getByText('sink-table: ods.orders_eu')
      .first();
    await line.click();
    await page.keyboard.press('End');
    await editorOf(page).waitFor({ state: 'attached' });
    return {
      async ours() {
        const times: number[] = [];
        for (let change = 0; change < CHANGES; change++) times.push(await changeToRows(page));
        process.stderr.write(
          `preview: p95 ${percentile(times, 0.95).toFixed(0)} ms of ${CHANGES} changes (goal 3000)\n`,
        );
        return median(times);
      },
      reference: () => Promise.resolve(GOAL_P50_MS),
      tearDown: () => browser.close(),
    };
  },
};

/** Types a letter behind the sink table's name, waits for the rows under the new name, and takes it back. */
async function changeToRows(page: Page): Promise<number> {
  const rows = page.getByRole('tabpanel', { name: 'Rows' });
  const began = performance.now();
  await page.keyboard.press('x');
  await rows.getByText('ods.orders_eux').first().waitFor();
  const took = performance.now() - began;
  await page.keyboard.press('Backspace');
  await rows.getByText('ods.orders_eux').waitFor({ state: 'detached' });
  return took;
}
