// Offsets count UTF-16 units from 0, as JavaScript strings and Monaco models do.

export interface TextRange {
  readonly start: number;
  /** One past the last unit. */
  readonly end: number;
}

/** Replaces `range` of the text it was made for by `text`. A list of edits holds disjoint ranges of one and the same text. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** Where a value sits in the document: keys of mappings, indexes of sequences. */
export type Path = readonly (string | number)[];
