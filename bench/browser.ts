// The designer in Debian's Chromium, driven by real keys and mouse moves against a server of our own.
import { existsSync } from 'node:fs';
import { callServer } from '@tailrace/e2e/call-server';
import { startTailrace, type TailraceServer } from '@tailrace/e2e/tailrace-server';
import { chromium, type Browser, type Page } from '@playwright/test';

export interface BenchBrowser {
  readonly server: TailraceServer;
  /** Stores a pipeline; resolves with its id. */
  store(name: string, text: string): Promise<string>;
  /** Opens a pipeline in a fresh page with nothing in its cache, and waits until its canvas and its editor are there. */
  open(id: string): Promise<Page>;
  /** A page of its own that has been nowhere yet. */
  blank(): Promise<Page>;
  close(): Promise<void>;
}

export async function startBrowser(options: { readonly demo: boolean }): Promise<BenchBrowser> {
  const server = await startTailrace(options);
  let browser: Browser;
  try {
    browser = await launch();
  } catch (error) {
    await server.remove();
    throw error;
  }
  const blank = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    return context.newPage();
  };
  return {
    server,
    blank,
    store: async (name, text) =>
      (await callServer<{ id: string }>(server.url, 'mutation', 'pipelines.create', { name, text })).id,
    async open(id) {
      const page = await blank();
      await page.goto(`${server.url}/pipelines/${id}`);
      await page.getByRole('region', { name: 'Canvas' }).waitFor({ timeout: 60_000 });
      // Monaco's input has no size of its own and never counts as visible.
      await editorOf(page).waitFor({ state: 'attached', timeout: 60_000 });
      // What follows an opening (the first preview, idle work) is none of the figures'.
      await page.waitForTimeout(1500);
      return page;
    },
    async close() {
      await browser.close();
      await server.remove();
    },
  };
}

/** Debian's Chromium, or the one that CHROMIUM names. */
function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`no Chromium at ${executablePath}: install it, or set CHROMIUM to its path`);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const editorOf = (page: Page) => page.getByRole('textbox', { name: /^Pipeline YAML/u });

/** Shows the canvas at its full size and returns the card of the given kind that stands nearest to its middle. */
export async function cardInView(page: Page, kind: 'transform' | 'route') {
  await page
    .locator('.react-flow__pane')
    .first()
    .click({ position: { x: 6, y: 6 } });
  await page.keyboard.press('0');
  await page.waitForTimeout(500);
  const id = await page.evaluate((wanted) => {
    const canvas = document.querySelector('[data-testid=canvas]')?.getBoundingClientRect();
    if (canvas === undefined) return undefined;
    const away = (card: Element): number => {
      const box = card.getBoundingClientRect();
      const x = box.x + box.width / 2 - canvas.x - canvas.width / 2;
      return Math.hypot(x, box.y + box.height / 2 - canvas.y - canvas.height / 2);
    };
    const cards = [...document.querySelectorAll(`.react-flow__node:has([data-kind=${wanted}])`)];
    return cards.toSorted((a, b) => away(a) - away(b))[0]?.getAttribute('data-id') ?? undefined;
  }, kind);
  if (id === undefined) throw new Error(`no ${kind} is in view`);
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}
