import { afterEach, expect, it, vi } from 'vitest';
import type { SaveState } from './autosave.ts';
import { guardLeaving } from './guard-leaving.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function leaving(text: string, state: Pick<SaveState, 'word' | 'savedText'>) {
  const flush = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true));
  ends.push(
    guardLeaving({
      document: { getState: () => ({ snapshot: { text } }) as never },
      autosave: { getState: () => ({ version: 1, ...state }), flush },
    }),
  );
  const before = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(before);
  window.dispatchEvent(new Event('pagehide'));
  return { isAsked: before.defaultPrevented, isFlushed: flush.mock.calls.length > 0 };
}

it('saves on the way out what is unsaved, without asking', () => {
  expect(leaving('b', { word: 'unsaved', savedText: 'a' })).toEqual({ isAsked: false, isFlushed: true });
  expect(leaving('a', { word: 'saved', savedText: 'a' })).toEqual({ isAsked: false, isFlushed: false });
});

it('asks where it would be lost: the server does not take it, somebody else saved, or it is too long for a page that goes', () => {
  expect(leaving('b', { word: 'failed', savedText: 'a' }).isAsked).toBe(true);
  expect(leaving('b', { word: 'conflict', savedText: 'a' }).isAsked).toBe(true);
  expect(leaving('b', { word: 'saving', savedText: 'a' }).isAsked).toBe(true);
  expect(leaving('b'.repeat(20_000), { word: 'unsaved', savedText: 'a' }).isAsked).toBe(true);
});
