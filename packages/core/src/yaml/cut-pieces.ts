// Cuts a text at its top-level keys and at the items of top-level block sequences, by looking at the first unit of each line. It claims
// only the shape that people write: whoever gets `undefined` reads the whole text at once. A piece ends where the next begins, so
// blank lines and comments belong to the piece above them, and all pieces together are the text.

export interface Cut {
  readonly start: number;
  readonly kind: 'preamble' | 'section' | 'item';
  /** Column of the dash of an item; 0 for the rest. */
  readonly column: number;
  /** For a section: whether its value may be a list on the lines below. */
  readonly opensList: boolean;
}

/** What the scanner knows at the start of a line that begins a piece. */
export interface CutState {
  readonly inList: boolean;
  /** Column of the dashes of the list that is open, -1 before its first. */
  readonly column: number;
  readonly hasSection: boolean;
}

export const INITIAL_STATE: CutState = { inList: false, column: -1, hasSection: false };

export interface CutResult {
  readonly cuts: readonly Cut[];
  readonly state: CutState;
}

const SPACE = 32;
const HASH = 35;
const DASH = 45;
const BYTE_ORDER_MARK = 0xfeff;
/** Characters that open something else than a plain or quoted key at column 0: % { [ ? & ! * | > @ ` } ] , tab. */
const FOREIGN_STARTS = new Set('%{[?&!*|>@`}],\t'.split('').map((unit) => unit.charCodeAt(0)));
const KEY = /(?:"[^"\\\r\n]*"|'[^'\r\n]*'|[^\s:#'"-][^:#\r\n]*?|-[^\s:#][^:#\r\n]*?) *:(?=[ \t\r\n]|$)/y;
const NOTHING_AFTER_KEY = /[ \t]*(?:[ \t]#[^\n]*)?\r?(?:\n|$)/y;

/** Reads lines from `from` (a line start) to `to`; undefined where the shape is not known. */
export function cutPieces(text: string, from: number, to: number, initial: CutState): CutResult | undefined {
  const scanner = new LineScanner(text, initial);
  let at = from;
  if (at === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK) return undefined;
  while (at < to) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 || newline >= to ? to : newline + 1;
    if (!scanner.readLine(at, next)) return undefined;
    at = next;
  }
  return { cuts: scanner.cuts, state: scanner.state() };
}

class LineScanner {
  readonly cuts: Cut[] = [];
  readonly #text: string;
  #inList: boolean;
  #column: number;
  #hasSection: boolean;

  constructor(text: string, { inList, column, hasSection }: CutState) {
    this.#text = text;
    this.#inList = inList;
    this.#column = column;
    this.#hasSection = hasSection;
  }

  state(): CutState {
    return { inList: this.#inList, column: this.#column, hasSection: this.#hasSection };
  }

  /** False where the line does not fit the shape. */
  readLine(start: number, end: number): boolean {
    let at = start;
    while (at < end && this.#text.charCodeAt(at) === SPACE) at += 1;
    if (at >= end || isBlankOrComment(this.#text.charCodeAt(at))) return this.#readTrivia(start);
    const column = at - start;
    const isDash = this.#text.charCodeAt(at) === DASH && isBreakOrSpace(this.#text.charCodeAt(at + 1));
    if (column === 0 && !isDash) return this.#readSection(start, end);
    if (!this.#hasSection) return false;
    if (!this.#inList) return column > 0;
    return this.#readListLine(start, column, isDash);
  }

  #readTrivia(start: number): boolean {
    if (start === 0) this.cuts.push({ start, kind: 'preamble', column: 0, opensList: false });
    return true;
  }

  #readSection(start: number, end: number): boolean {
    const first = this.#text.charCodeAt(start);
    if (
      FOREIGN_STARTS.has(first) ||
      this.#text.startsWith('---', start) ||
      this.#text.startsWith('...', start)
    ) {
      return false;
    }
    KEY.lastIndex = start;
    if (!KEY.test(this.#text) || KEY.lastIndex > end) return false;
    NOTHING_AFTER_KEY.lastIndex = KEY.lastIndex;
    this.#inList = NOTHING_AFTER_KEY.test(this.#text);
    this.#column = -1;
    this.#hasSection = true;
    this.cuts.push({ start, kind: 'section', column: 0, opensList: this.#inList });
    return true;
  }

  #readListLine(start: number, column: number, isDash: boolean): boolean {
    if (this.#column === -1) {
      if (!isDash) {
        this.#inList = false;
        return true;
      }
      this.#column = column;
    }
    if (column < this.#column || (column === this.#column && !isDash)) return false;
    if (column === this.#column) this.cuts.push({ start, kind: 'item', column, opensList: false });
    return true;
  }
}

/** A carriage return or a tab at the start of a line may stand on a blank line; anything else with a tab is left to the full reading. */
function isBlankOrComment(code: number): boolean {
  return code === 10 || code === 13 || code === HASH;
}

function isBreakOrSpace(code: number): boolean {
  return Number.isNaN(code) || code === SPACE || code === 10 || code === 13;
}
