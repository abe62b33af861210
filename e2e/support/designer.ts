// The designer as a user sees it: everything by role and accessible name.
import { expect, type Locator, type Page } from '@playwright/test';
import { callServer } from './call-server.ts';

export interface Designer {
  readonly page: Page;
  readonly id: string;
  /** A node by the beginning of its name: "Source", "Transform 1", "Route 1: public", "Sink". */
  node(name: string): Locator;
  /** The document as the server has it, once everything typed is saved. */
  savedText(): Promise<string>;
  /** Puts the caret at the end of a line in view that contains a text, and types. */
  typeAtEndOf(lineWith: string, text: string): Promise<void>;
  /** A field of the form. */
  field(name: string): Locator;
  panel(name: 'Rows' | 'Tables' | 'Problems' | 'Schema' | 'What if'): Promise<Locator>;
}

export function designer(page: Page, url: string): Designer {
  const id = /\/pipelines\/([^/?#]+)/u.exec(page.url())?.[1] ?? '';

  async function savedText(): Promise<string> {
    await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('saved');
    return (await callServer<{ text: string }>(url, 'query', 'pipelines.get', { id })).text;
  }

  return {
    page,
    id,
    node: (name) =>
      page
        .getByRole('region', { name: 'Canvas' })
        .getByRole('group', { name: new RegExp(`^${escape(name)}`, 'u') }),
    savedText,
    async typeAtEndOf(lineWith, text) {
      // The text of a selected node is in view; the editor draws only what is.
      const line = page.getByRole('region', { name: 'Text of the pipeline' }).getByText(lineWith).first();
      await settled(line);
      await line.click();
      await page.keyboard.press('End');
      await page.keyboard.type(text, { delay: 20 });
      // A list of suggestions that opened while typing would swallow the next keys.
      await page.keyboard.press('Escape');
    },
    field: (name) =>
      page
        .getByRole('region', { name: 'Inspector' })
        .getByRole('textbox', { name: new RegExp(`^${escape(name)}( required)?$`, 'u') }),
    async panel(name) {
      await page.getByRole('tab', { name }).click();
      return page.getByRole('tabpanel', { name });
    },
  };
}

/** Waits until something that scrolls into view stands still. */
async function settled(locator: Locator): Promise<void> {
  let last = '';
  await expect
    .poll(
      async () => {
        const place = JSON.stringify(await locator.boundingBox());
        const isStill = place === last;
        last = place;
        return isStill;
      },
      { intervals: [150] },
    )
    .toBe(true);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');

/** Lines of `after` that `before` does not have, and the other way round, in order. */
export function lineDifference(before: string, after: string): { added: string[]; removed: string[] } {
  const had = before.split('\n');
  const has = after.split('\n');
  return {
    added: withoutAll(has, had),
    removed: withoutAll(had, has),
  };
}

function withoutAll(lines: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of taken) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
