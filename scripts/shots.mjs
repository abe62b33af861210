// Screenshots of every page into one folder (shots/), with the demo running and with nothing at all, to be looked at one by one.
// Usage: pnpm shots [folder]. Needs a build and a Chromium.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './lib/chromium.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { chromium } = createRequire(path.join(root, 'e2e', 'package.json'))('@playwright/test');
const out = path.resolve(process.argv[2] ?? path.join(root, 'shots'));
const THEMES = ['light', 'dark'];
const WIDE = [
  [1440, 900],
  [1920, 1080],
];

const executablePath = ensureChromium();
if (executablePath === undefined) process.exit(1);
mkdirSync(out, { recursive: true });

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startServer(flags) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tailrace-shots-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    'packages/cli/dist/tailrace.mjs',
    'serve',
    '--port',
    String(port),
    '--data',
    dataDir,
    ...flags,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
  for (let tries = 0; tries < 300; tries++) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function call(url, procedure, input) {
  const init =
    input === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: url },
          body: JSON.stringify(input),
        };
  const answer = await (await fetch(`${url}/trpc/${procedure}`, init)).json();
  if (answer.error !== undefined) throw new Error(`${procedure}: ${answer.error.message}`);
  return answer.result.data;
}

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
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`${name}: ${message.text()}`);
  });
  await page.goto(url);
  await page.waitForLoadState('networkidle', { timeout: 6000 }).catch(() => undefined);
  await prepare?.(page);
  await page.waitForTimeout(800);
  const file = path.join(
    out,
    `${name}-${width}x${height}${zoom === 1 ? '' : `-${zoom * 100}pct`}-${theme}.png`,
  );
  await page.screenshot({ path: file });
  console.log(path.relative(root, file));
  await context.close();
}

async function shootWide(name, url, prepare) {
  for (const theme of THEMES) {
    for (const [width, height] of WIDE) await shoot(name, url, { theme, width, height, prepare });
  }
}

const tab = (name) => async (page) => {
  await page.getByRole('tab', { name }).first().click();
  await page.waitForTimeout(2500);
};

try {
  const empty = await startServer(['--no-demo']);
  for (const place of ['', 'runs', 'history', 'connections', 'settings']) {
    await shootWide(`empty-${place || 'pipelines'}`, `${empty.url}/${place}`);
  }
  const { id } = await call(empty.url, 'pipelines.create', { name: 'untitled', text: '' });
  await shootWide('empty-designer', `${empty.url}/pipelines/${id}`);
  await empty.stop();

  const demo = await startServer(['--demo']);
  const pipelines = await call(demo.url, 'pipelines.list');
  for (const pipeline of pipelines) await call(demo.url, 'runs.launch', { pipelineId: pipeline.id });
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  const shards = pipelines.find((pipeline) => pipeline.transforms > 0) ?? pipelines[0];
  const runs = await call(demo.url, 'runs.list');
  const designer = `${demo.url}/pipelines/${shards.id}`;
  for (const place of ['', 'runs', 'history', 'connections', 'settings']) {
    await shootWide(`demo-${place || 'pipelines'}`, `${demo.url}/${place}`);
  }
  await shootWide('demo-run', `${demo.url}/runs/${runs[0].id}`);
  await shootWide('designer', designer);
  for (const panel of ['Rows', 'Tables', 'Problems', 'Schema', 'What if'])
    await shootWide(`designer-${panel.toLowerCase().replace(' ', '-')}`, designer, tab(panel));
  for (const theme of THEMES) {
    await shoot('designer', designer, { theme, width: 1024, height: 768 });
    await shoot('designer', designer, { theme, width: 390, height: 844 });
    await shoot('designer', designer, { theme, width: 1440, height: 900, zoom: 2 });
  }
  await demo.stop();
} finally {
  await browser.close();
}
