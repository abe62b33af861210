// What the browser has to fetch until the canvas can be used, in an empty cache: everything that was asked for before the first card
// stood on the canvas, gzipped as far as it is text. Fonts, pictures and answers of the server count as well.
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Benchmark } from './benchmark.ts';
import { startBrowser } from './browser.ts';
import { documentOfRules } from './rules-document.ts';

const GOAL_KB = 240;

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
          return await fetchedUntilUsable(page, `${browser.server.url}/pipelines/${id}`);
        } finally {
          await page.context().close();
        }
      },
      reference: () => Promise.resolve(GOAL_KB),
      tearDown: () => browser.close(),
    };
  },
};

interface Fetched {
  readonly name: string;
  /** Bytes on the wire. */
  readonly sent: number;
}

async function fetchedUntilUsable(page: Page, address: string): Promise<number> {
  await page.addInitScript(watchForCards);
  await page.goto(address);
  await page.waitForFunction(() => window.benchUsableAt !== undefined);
  const fetched = await page.evaluate((): readonly Fetched[] =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
      .filter((entry) => entry.startTime <= (window.benchUsableAt ?? 0))
      .map((entry) => ({ name: entry.name, sent: entry.encodedBodySize })),
  );
  if (fetched.some(({ name }) => /\/editor-[^/]*\.js$/u.test(name)))
    throw new Error('Monaco came before the canvas');
  let bytes = 0;
  for (const { name, sent } of fetched) {
    const size = /\.(?:js|css|svg)$/u.test(new URL(name).pathname) ? await zippedSize(name) : sent;
    process.stderr.write(`  ${String(size).padStart(7)} ${new URL(name).pathname}\n`);
    bytes += size;
  }
  return bytes / 1000;
}

async function zippedSize(address: string): Promise<number> {
  return gzipSync(Buffer.from(await (await fetch(address)).arrayBuffer()), { level: 9 }).length;
}

declare global {
  interface Window {
    /** ms since the navigation began, once a card stands on the canvas and its frame is painted. */
    benchUsableAt?: number;
  }
}

/** Runs in the page, before its own scripts. */
function watchForCards(): void {
  const look = (): void => {
    const card = document.querySelector('[data-testid=canvas] .react-flow__node [data-kind]');
    if (card === null || !card.checkVisibility({ visibilityProperty: true })) {
      requestAnimationFrame(look);
      return;
    }
    window.benchUsableAt = performance.now();
  };
  requestAnimationFrame(look);
}
