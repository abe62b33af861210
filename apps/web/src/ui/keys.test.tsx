import { expect, it } from 'vitest';
import { keyWords } from './keys.tsx';

it('parts keys that are pressed together, and leaves a + that is a key', () => {
  expect(keyWords('Mod+Shift+Z')).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyWords('+/-')).toEqual(['+/-']);
  expect(keyWords('Alt+↑/↓')).toEqual(['Alt', '↑/↓']);
});
