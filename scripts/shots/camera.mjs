// Pictures of pages into one folder. What a page says in its console as an error is said here, too.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../lib/bundle.mjs';

const { chromium } = createRequire(path.join(root, 'e2e', 'package.json'))('@playwright/test');

const THEMES = ['light', 'dark'];
const WIDE = [
  [1440, 900],
  [1920, 1080],
];
/** What a laptop's window, a phone and somebody who zooms in to 200 % see. */
const NARROW = [
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
  { width: 1440, height: 900, zoom: 2 },
];

/** `only`: takes pictures whose name contains it, and no others. */
export async function openCamera({ executablePath, out, only = '' }) {
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({
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

  /** One picture of one address. `prepare` clicks what has to be open. */
  async function shoot(name, url, { theme, width, height, zoom = 1, prepare }) {
    const context = await browser.newContext({
      // What zooming in a browser does: fewer pixels of the page, each of them larger.
      viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
      deviceScaleFactor: zoom,
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`${name}: ${message.text()}`);
    });
    await page.goto(url);
    await page.waitForLoadState('networkidle', { timeout: 6000 }).catch(() => undefined);
    try {
      await prepare?.(page);
    } catch (error) {
      // The picture shows what was there instead.
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
    await page.waitForTimeout(800);
    const size = `${width}x${height}${zoom === 1 ? '' : `-${zoom * 100}pct`}`;
    const file = path.join(out, `${name}-${size}-${theme}.png`);
    await page.screenshot({ path: file });
    console.log(path.relative(root, file));
    await context.close();
  }

  const inThemes = async (name, url, sizes, prepare) => {
    if (!name.includes(only)) return;
    for (const theme of THEMES) for (const size of sizes) await shoot(name, url, { theme, ...size, prepare });
  };
  const [first, ...others] = WIDE.map(([width, height]) => ({ width, height }));
  return {
    /** In both themes at both sizes of a desk. */
    wide: (name, url, prepare) => inThemes(name, url, [first, ...others], prepare),
    /** In both themes at one size: windows look the same on a larger page. */
    once: (name, url, prepare) => inThemes(name, url, [first], prepare),
    narrow: (name, url, prepare) => inThemes(name, url, NARROW, prepare),
    close: () => browser.close(),
  };
}
