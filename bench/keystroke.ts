// From a key in the text to the painted canvas: real keys into the editor, in a filter (which the card shows) and in a sink-table (which
// is checked against all other rules). Timed in the page, from the key event's own timestamp to the task after the frame that follows
// the first change of the card. The reference is the same in a pipeline of ten rules, in a second page of the same browser.
import type { Page } from '@playwright/test';
import { percentile, type Benchmark } from './benchmark.ts';
import { cardInView, editorOf, startBrowser } from './browser.ts';
import { documentOfRules } from './rules-document.ts';

const REFERENCE_RULES = 10;
/** Typed and taken back, so that every run meets the same text. */
const WORDS = { transform: '7531902468', route: 'abcdefghij' } as const;
const LINES_BELOW = { transform: 2, route: 1 } as const;
/** Somebody who types fast; also keeps what waits for a pause (saving, the preview) out of the way, as it is while they type. */
const BETWEEN_KEYS_MS = 60;

export const keystrokes: readonly Benchmark[] = [200, 1000, 5000].map((rules) => keystroke(rules));

function keystroke(rules: number): Benchmark {
  return {
    name: `keystroke-${rules}`,
    unit: 'ms',
    better: 'less',
    runs: 5,
    referenceName: `the same with ${REFERENCE_RULES} rules`,
    async setUp() {
      const browser = await startBrowser({ demo: false });
      try {
        const open = async (count: number): Promise<Page> => {
          const page = await browser.open(await browser.store(`${count} rules`, documentOfRules(count)));
          await page.evaluate(watchPaint);
          // The first keys run code that the browser has not compiled yet.
          await typeRun(page);
          return page;
        };
        const [many, few] = [await open(rules), await open(REFERENCE_RULES)];
        return {
          ours: async () => percentile(await typeRun(many), 0.95),
          reference: async () => percentile(await typeRun(few), 0.95),
          tearDown: () => browser.close(),
        };
      } catch (error) {
        await browser.close();
        throw error;
      }
    },
  };
}

/** Times of all keys of one run, in ms. */
async function typeRun(page: Page): Promise<readonly number[]> {
  await page.bringToFront();
  const times: number[] = [];
  for (const kind of ['transform', 'route'] as const) {
    const card = await cardInView(page, kind);
    await card.click();
    const id = (await card.getAttribute('data-id')) ?? '';
    // Selecting a card takes the caret to its rule.
    await editorOf(page).focus();
    for (let line = 0; line < LINES_BELOW[kind]; line++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.waitForTimeout(300);
    const word = WORDS[kind].split('');
    const keys = [...word, ...word.map(() => 'Backspace')];
    for (const key of keys) {
      const painted = await page.evaluateHandle((node) => ({ ms: window.benchPainted(node) }), id);
      await page.keyboard.press(key);
      times.push(await painted.evaluate(({ ms }) => ms));
      await painted.dispose();
      await page.waitForTimeout(BETWEEN_KEYS_MS);
    }
    await page.keyboard.press('Escape');
  }
  process.stderr.write(
    `  keys: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms\n`,
  );
  return times;
}

declare global {
  interface Window {
    /** Resolves with the ms from the next key event to the frame that shows the card changed. */
    benchPainted: (node: string) => Promise<number>;
  }
}

/** Runs in the page. */
function watchPaint(): void {
  let pressed = 0;
  window.addEventListener('keydown', (event) => (pressed = event.timeStamp), { capture: true });
  window.benchPainted = (node) =>
    new Promise((resolve, reject) => {
      const canvas = document.querySelector('[data-testid=canvas]');
      const isTheCard = ({ target }: MutationRecord): boolean => {
        const element = target instanceof Element ? target : target.parentElement;
        return element?.closest('.react-flow__node')?.getAttribute('data-id') === node;
      };
      const late = setTimeout(() => reject(new Error(`the card of ${node} did not change in 20 s`)), 20_000);
      const observer = new MutationObserver((records) => {
        if (!records.some(isTheCard)) return;
        observer.disconnect();
        clearTimeout(late);
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.addEventListener('message', () => resolve(performance.now() - pressed));
          channel.port1.start();
          channel.port2.postMessage(undefined);
        });
      });
      if (canvas !== null) observer.observe(canvas, { subtree: true, childList: true, characterData: true });
    });
}
