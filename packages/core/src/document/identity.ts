// Which rule is which. Lists of rules have no ids in the text, and indexes shift; a rule keeps its id while it is edited, moved, or
// others come and go beside it, because selection, positions and live figures hang on it. In this order a rule of the new text is
// (1) the one whose node did not change, from either end of the list, (2) the one whose start, followed through the edits, is here, (3) one with the same text, now
// or before it was removed, (4) one with the same tables, (5) the one that was replaced in place.
import { mapOffset, sortTextEdits } from '../yaml/index.ts';
import type { TextEdit, YamlDocument, YamlNode } from '../yaml/index.ts';
import type { NodeId } from './document-snapshot.ts';

/** A rule as identity sees it. */
export interface RuleMark {
  readonly node: YamlNode;
  /** Offset of its dash (or of the item between commas). */
  readonly start: number;
  readonly text: string;
  /** What it is about: `app.orders → ods.orders`. */
  readonly subject: string;
}

export interface IdLedger {
  readonly kind: 'transform' | 'route';
  readonly ids: readonly NodeId[];
  readonly marks: readonly RuleMark[];
  /** Ids that are given out next. */
  readonly counter: number;
  /** Rules that were removed, by text: an undo brings them back as themselves. */
  readonly removed: readonly { readonly text: string; readonly id: NodeId }[];
}

const REMEMBERED = 200;

export function emptyLedger(kind: IdLedger['kind']): IdLedger {
  return { kind, ids: [], marks: [], counter: 1, removed: [] };
}

export function marksOf(
  yaml: YamlDocument,
  section: string,
  subjects: readonly string[],
): readonly RuleMark[] {
  const found = yaml.nodeAt([section]);
  if (found?.node.kind !== 'sequence') return [];
  return found.node.items.map((item, index) => {
    const base = found.base + item.at;
    return new LazyMark(yaml.text, {
      node: item.value,
      start: base + item.start,
      end: base + item.end,
      subject: subjects[index] ?? '',
    });
  });
}

interface MarkPlace {
  readonly node: YamlNode;
  readonly start: number;
  readonly end: number;
  readonly subject: string;
}

/** Cuts the text of a rule out only when somebody asks: most rules are known by their node. */
class LazyMark implements RuleMark {
  readonly node: YamlNode;
  readonly start: number;
  readonly subject: string;
  readonly #source: string;
  readonly #end: number;

  constructor(source: string, { node, start, end, subject }: MarkPlace) {
    this.node = node;
    this.start = start;
    this.subject = subject;
    this.#source = source;
    this.#end = end;
  }

  get text(): string {
    return this.#source.slice(this.start, this.#end);
  }
}

/** Gives every rule of the new text its id. `batches` are the edits since the old marks were made, oldest first. */
export function followIds(
  old: IdLedger,
  marks: readonly RuleMark[],
  batches: readonly (readonly TextEdit[])[],
): IdLedger {
  const { from, oldEnd, newEnd } = commonEnds(old.marks, marks);
  if (from === oldEnd && from === newEnd) return { ...old, marks };
  const matcher = new Matcher(old, { from, oldEnd });
  const fresh = marks.slice(from, newEnd);
  const ids = matcher.match(fresh, batches.map(sortTextEdits));
  const all = [...old.ids.slice(0, from), ...ids, ...old.ids.slice(oldEnd)];
  const isSame = all.length === old.ids.length && all.every((id, index) => id === old.ids[index]);
  return {
    ...old,
    ids: isSame ? old.ids : all,
    marks,
    counter: matcher.counter,
    removed: matcher.removedNow(),
  };
}

function commonEnds(
  before: readonly RuleMark[],
  now: readonly RuleMark[],
): { from: number; oldEnd: number; newEnd: number } {
  const shorter = Math.min(before.length, now.length);
  let from = 0;
  while (from < shorter && before[from]?.node === now[from]?.node) from += 1;
  let back = 0;
  while (back < shorter - from && before.at(-1 - back)?.node === now.at(-1 - back)?.node) back += 1;
  return { from, oldEnd: before.length - back, newEnd: now.length - back };
}

class Matcher {
  counter: number;
  readonly #old: IdLedger;
  /** Indexes of old rules that found no new one yet. */
  readonly #free: Set<number>;
  #removed: IdLedger['removed'];

  constructor(old: IdLedger, { from, oldEnd }: { readonly from: number; readonly oldEnd: number }) {
    this.#old = old;
    this.counter = old.counter;
    this.#removed = old.removed;
    this.#free = new Set(Array.from({ length: oldEnd - from }, (_, offset) => from + offset));
  }

  match(fresh: readonly RuleMark[], batches: readonly (readonly TextEdit[])[]): readonly NodeId[] {
    const ids = new Map<number, NodeId>();
    this.#pair(
      fresh,
      ids,
      (mark) => mark.start,
      (mark) => followStart(mark.start, batches),
    );
    this.#pair(
      fresh,
      ids,
      (mark) => mark.text,
      (mark) => mark.text,
    );
    this.#recall(fresh, ids);
    this.#pair(
      fresh,
      ids,
      (mark) => mark.subject || undefined,
      (mark) => mark.subject,
    );
    this.#pairInOrder(fresh, ids);
    return fresh.map((_, index) => ids.get(index) ?? this.#create());
  }

  removedNow(): IdLedger['removed'] {
    const gone = [...this.#free].map((index) => ({
      text: this.#old.marks[index]?.text ?? '',
      id: this.#idAt(index),
    }));
    return gone.length === 0 ? this.#removed : [...this.#removed, ...gone].slice(-REMEMBERED);
  }

  #idAt(index: number): NodeId {
    return this.#old.ids[index] ?? this.#create();
  }

  #create(): NodeId {
    const id = nodeId(`${this.#old.kind}-${this.counter}`);
    this.counter += 1;
    return id;
  }

  /** Pairs new and old rules that are alike in some way, in the order of the list. */
  #pair<K>(
    fresh: readonly RuleMark[],
    ids: Map<number, NodeId>,
    ofNew: (mark: RuleMark) => K | undefined,
    ofOld: (mark: RuleMark) => K | undefined,
  ): void {
    if (ids.size === fresh.length || this.#free.size === 0) return;
    const candidates = new Map<K, number[]>();
    for (const index of this.#free) {
      const mark = this.#old.marks[index];
      const key = mark && ofOld(mark);
      if (key !== undefined) candidates.set(key, [...(candidates.get(key) ?? []), index]);
    }
    fresh.forEach((mark, index) => {
      const key = ids.has(index) ? undefined : ofNew(mark);
      const found = key === undefined ? undefined : candidates.get(key)?.shift();
      if (found !== undefined) this.#assign(ids, index, found);
    });
  }

  #assign(ids: Map<number, NodeId>, index: number, old: number): void {
    this.#free.delete(old);
    ids.set(index, this.#idAt(old));
  }

  #recall(fresh: readonly RuleMark[], ids: Map<number, NodeId>): void {
    if (this.#removed.length === 0) return;
    fresh.forEach((mark, index) => {
      if (ids.has(index)) return;
      const known = this.#removed.findLast((gone) => gone.text === mark.text);
      if (known === undefined) return;
      this.#removed = this.#removed.filter((gone) => gone !== known);
      ids.set(index, known.id);
    });
  }

  #pairInOrder(fresh: readonly RuleMark[], ids: Map<number, NodeId>): void {
    const open = fresh.map((_, index) => index).filter((index) => !ids.has(index));
    const free = [...this.#free];
    if (open.length !== free.length) return;
    open.forEach((index, at) => {
      const old = free[at];
      if (old !== undefined) this.#assign(ids, index, old);
    });
  }
}

/** Undefined once the start itself was replaced. */
function followStart(start: number, batches: readonly (readonly TextEdit[])[]): number | undefined {
  let at = start;
  for (const edits of batches) {
    if (edits.some(({ range }) => range.start <= at && at < range.end)) return undefined;
    at = mapOffset(at, edits, 'end');
  }
  return at;
}

export function nodeId(text: string): NodeId {
  return text as NodeId; // The brand is made here and nowhere else.
}
