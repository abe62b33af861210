// Light, dark, or as the system says. public/theme.js applies the choice before the first paint; this applies changes after it.
import { createStore } from 'zustand/vanilla';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const KEY = 'tailrace.theme';

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

const systemIsDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;
const resolve = (choice: ThemeChoice): Theme =>
  choice === 'system' ? (systemIsDark() ? 'dark' : 'light') : choice;

export const themeStore = createStore<{ readonly choice: ThemeChoice; readonly theme: Theme }>(() => {
  const choice = readChoice();
  return { choice, theme: resolve(choice) };
});

function apply(choice: ThemeChoice): void {
  const theme = resolve(choice);
  document.documentElement.dataset['theme'] = theme;
  themeStore.setState({ choice, theme });
}

export function setTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  apply(choice);
}

/** Follows the system while nothing else is chosen. */
export function watchSystemTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    apply(themeStore.getState().choice),
  );
}
