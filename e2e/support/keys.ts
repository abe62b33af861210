// Hands that have a keyboard and no pointer.
import { expect, type Locator, type Page } from '@playwright/test';

const MOST_TABS = 150;

/** Tab (or Shift+Tab) until something has the focus: what cannot be reached so, a keyboard user cannot reach. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses++) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`not reached with ${MOST_TABS} presses of Tab: ${target.toString()}`);
}

/** Replaces the value of a field that is reached by Tab; leaving it commits. */
export async function fillByKeys(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Tab');
}

/** Presses what is reached by Tab. */
export async function pressByKeys(
  page: Page,
  target: Locator,
  key: 'Enter' | 'Space' = 'Enter',
): Promise<void> {
  await expect(target).toBeEnabled();
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Walks down a list of choices that is reached by Tab, to the one with these words. */
export async function chooseByKeys(page: Page, select: Locator, words: string | RegExp): Promise<void> {
  await tabTo(page, select);
  await page.keyboard.press('Home');
  const chosen = select.locator('option:checked');
  const options = await select.locator('option').count();
  for (let at = 1; at < options && !matches(await chosen.innerText(), words); at++)
    await page.keyboard.press('ArrowDown');
  await expect(chosen).toHaveText(words);
}

/** Walks down an open menu, and takes an entry. */
export async function walkMenuTo(page: Page, entry: Locator): Promise<void> {
  await expect(entry).toBeVisible();
  const isThere = async (): Promise<boolean> =>
    entry.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < MOST_TABS && !(await isThere()); presses++)
    await page.keyboard.press('ArrowDown');
  await expect(entry).toBeFocused();
  await page.keyboard.press('Enter');
}

const matches = (text: string, words: string | RegExp): boolean =>
  typeof words === 'string' ? text.trim() === words : words.test(text);
