// What the browser has to fetch until the canvas can be used: scripts and styles, gzipped, in an empty cache.
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Benchmark } from './benchmark.ts';
import { startBrowser } from './browser.ts';
import { documentOfRules } from './rules-document.ts';

const GOAL_KB = 240;
const READY = 'tailrace:canvas-ready';

export const firstLoad: Benchmark = {
  name: 'first-load',
  unit: 'kB gz',
  better: 'less',
  runs: 3,
  referenceName: 'goal',
  async setUp() {
    const browser = await startBrowser({ demo: false });
    const id = await browser.store('ten rules', documentOfRules(10));
    return {
      async ours() {
        const page = await browser.blank();
        try {
          return await fetchedUntilReady(page, `${browser.server.url}/pipelines/${id}`);
        } finally {
          await page.context().close();
        }
      },
      reference: () => Promise.resolve(GOAL_KB),
      tearDown: () => browser.close(),
    };
  },
};

async function fetchedUntilReady(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, READY);
  const names = await page.evaluate((mark) => {
    const readyAt = performance.getEntriesByName(mark)[0]?.startTime ?? 0;
    return performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
      .filter((entry) => entry.responseEnd <= readyAt && /\.(?:js|css)$/u.test(new URL(entry.name).pathname))
      .map((entry) => entry.name);
  }, READY);
  if (names.some((name) => name.includes('monaco'))) throw new Error('Monaco came before the canvas');
  let bytes = 0;
  for (const name of new Set(names)) {
    bytes += gzipSync(Buffer.from(await (await fetch(name)).arrayBuffer()), { level: 9 }).length;
  }
  return bytes / 1000;
}
