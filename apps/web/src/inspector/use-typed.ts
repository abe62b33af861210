import { useState } from 'react';

export interface Typed {
  /** What the field shows. */
  readonly shown: string;
  readonly type: (text: string) => void;
  /** Writes the blanks, too. */
  readonly flush: () => void;
  /** Lets them go. */
  readonly leave: () => void;
}

interface Tail {
  readonly of: string;
  readonly blanks: string;
}

const NO_TAIL: Tail = { of: '', blanks: '' };

/** Apart from the blanks at its end, unless the value in the text has some of its own. */
export function partTail(text: string, value: string): Tail {
  const kept = /[ \t]$/u.test(value) ? text : text.replace(/[ \t]+$/u, '');
  return { of: kept, blanks: text.slice(kept.length) };
}

/**
 * What is typed into a field is in the text at once, but for blanks at its end, which wait until something follows: for their sake alone
 * the text would get quotes, and would keep them.
 */
export function useTyped(value: string, write: (text: string) => void): Typed {
  const [tail, setTail] = useState(NO_TAIL);
  const shown = tail.of === value ? value + tail.blanks : value;
  return {
    shown,
    type(text) {
      const next = partTail(text, value);
      setTail(next);
      if (next.of !== value) write(next.of);
    },
    flush() {
      if (shown !== value) write(shown);
    },
    leave: () => setTail(NO_TAIL),
  };
}
