import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyable, CopyCells } from './copy-cells.tsx';

// React asks for this where no renderer of a test library says it (react.dev, `act`).
Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

const page = document.createElement('div');
const root = createRoot(page);

beforeEach(() => {
  document.body.append(page);
  act(() => {
    root.render(
      <CopyCells>
        <table>
          <tbody>
            {['orders', 'items'].map((name, at) => (
              <tr key={name}>
                <th scope="row" {...copyable(name)}>
                  {name}
                </th>
                <td {...copyable(String(at + 1000))}>{`${at + 1},000`}</td>
                <td>
                  <button type="button">Read again</button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </CopyCells>,
    );
  });
});
afterEach(() => {
  act(() => {
    root.render(null);
  });
});

const cell = (text: string) => page.querySelector<HTMLElement>(`[data-copy="${text}"]`);
const focus = (text: string): void => {
  act(() => {
    cell(text)?.focus();
  });
};
const press = (key: string, modifiers: KeyboardEventInit = {}): void => {
  act(() => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...modifiers }));
  });
};

it('makes one stop of a table, walks heads of rows and cells by arrows, and copies what a cell means', async () => {
  expect(page.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  focus('orders');
  press('ArrowRight');
  press('ArrowDown');
  expect(document.activeElement).toBe(cell('1001'));
  expect(cell('1001')?.tabIndex).toBe(0);
  expect(cell('orders')?.tabIndex).toBe(-1);
  press('c', { ctrlKey: true });
  expect(await navigator.clipboard.readText()).toBe('1001');
});

it('offers the same beside the cell that has the focus, and takes it away with it', () => {
  focus('items');
  expect(page.querySelector('[aria-label="Copy the cell"]')).not.toBeNull();
  act(() => {
    cell('items')?.blur();
  });
  expect(page.querySelector('[aria-label="Copy the cell"]')).toBeNull();
});
