// Frames a second while a canvas of 5,000 rules is dragged about with the mouse.
import type { Benchmark } from './benchmark.ts';
import { startBrowser } from './browser.ts';
import { documentOfRules } from './rules-document.ts';

const RULES = 5000;
const MOVES = 150;
const DISPLAY_HZ = 60;

export const canvasFps: Benchmark = {
  name: `canvas-fps-${RULES}`,
  unit: 'frames/s',
  better: 'more',
  runs: 5,
  referenceName: 'a display of 60 Hz',
  async setUp() {
    const browser = await startBrowser({ demo: false });
    const page = await browser.open(await browser.store(`${RULES} rules`, documentOfRules(RULES)));
    const box = await page.getByRole('region', { name: 'Canvas' }).boundingBox();
    if (box === null) throw new Error('the canvas has no place on the page');
    await page
      .locator('.react-flow__pane')
      .first()
      .click({ position: { x: 6, y: 6 } });
    await page.keyboard.press('0');
    await page.waitForTimeout(500);
    const from = { x: box.x + box.width / 2, y: box.y + 20 };
    return {
      async ours() {
        await page.evaluate(countFrames);
        await page.mouse.move(from.x, from.y);
        await page.mouse.down();
        // There and back, so that every run begins where the last one did.
        for (let move = 1; move <= MOVES; move++) {
          const away = Math.sin((move / MOVES) * Math.PI) * box.height * 0.6;
          await page.mouse.move(from.x, from.y + away);
        }
        await page.mouse.up();
        return page.evaluate(() =>
          (window as unknown as { framesPerSecond: () => number }).framesPerSecond(),
        );
      },
      reference: () => Promise.resolve(DISPLAY_HZ),
      tearDown: () => browser.close(),
    };
  },
};

/** Runs in the page. */
function countFrames(): void {
  let frames = 0;
  let counts = true;
  const began = performance.now();
  const frame = (): void => {
    frames += 1;
    if (counts) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  Object.assign(window, {
    framesPerSecond: () => {
      counts = false;
      return (frames * 1000) / (performance.now() - began);
    },
  });
}
