import type { TextEdit, TextRange } from '../text-edit.ts';

/** What is written. A string is the *text* of a scalar: "5432" is written 5432, and quoted only where it would not read back alike. */
export type YamlValue =
  string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

export type EditRefusalCode =
  /** The text does not parse; mend it first. */
  | 'edit-broken-text'
  /** Something there is anchored, aliased or merged, so that the edit would change other places, too. */
  | 'edit-linked'
  /** The path leads nowhere. */
  | 'edit-no-entry'
  /** Something else stands where a mapping or a list is needed. */
  | 'edit-wrong-kind'
  | 'edit-key-exists'
  /** The edit cannot be made in this notation without touching its surroundings. */
  | 'edit-notation';

export interface EditRefusal {
  readonly ok: false;
  readonly code: EditRefusalCode;
  /** What is in the way and what to do, for a person. */
  readonly reason: string;
  readonly range: TextRange;
}

export interface EditSuccess {
  readonly ok: true;
  /** Empty where the text already says so. */
  readonly edits: readonly TextEdit[];
}

export type EditOutcome = EditSuccess | EditRefusal;

export function done(edits: readonly TextEdit[]): EditSuccess {
  return { ok: true, edits };
}

export function refuse(code: EditRefusalCode, reason: string, range: TextRange): EditRefusal {
  return { ok: false, code, reason, range };
}

export function replace(start: number, end: number, text: string): TextEdit {
  return { range: { start, end }, text };
}
