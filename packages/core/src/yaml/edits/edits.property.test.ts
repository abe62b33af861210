import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { applyTextEdits, invertEdits } from '../apply-text-edits.ts';
import { parseYaml } from '../parse-yaml.ts';
import { copyOf, documents, settings, textModel } from '../testing/generate-document.ts';
import type { Generated, PlainValue } from '../testing/generate-document.ts';
import type { Path, TextEdit } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { commentedItems } from '../commented-items.ts';
import { commentItem, removeCommentedItem, uncommentItem } from './comment-item.ts';
import { insertEntry } from './insert-entry.ts';
import { insertItem } from './insert-item.ts';
import { moveItem } from './move-item.ts';
import { removeEntry } from './remove-entry.ts';
import { renameKey } from './rename-key.ts';
import { setValue } from './set-value.ts';
import type { EditOutcome } from './edit-outcome.ts';

type Model = Record<string, PlainValue> | PlainValue[];
const values = fc.constantFrom(
  'new', 'x: y', '', '5432', '1.50', 'true', "it's", 'a # b', 'two\nlines', 'id, name', '{b}', 'null', ' pad', 'a,b', '#c', '😀\u0085',
); // prettier-ignore
const picks = fc.nat(999);

const parsed = (text: string): unknown => textModel(parse(text, { schema: 'failsafe' }));
const withModel = (
  model: Generated['model'],
  change: (copy: Record<string, PlainValue>) => void,
): unknown => {
  const copy = copyOf(model);
  change(copy);
  return textModel(copy);
};
const at = (model: unknown, path: Path): Model =>
  path.reduce<Model>((node, step) => (node as Record<string | number, Model>)[step]!, model as Model);

/** Every path of the model, outermost first. */
function paths(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return steps.flatMap((step) => {
    const below = [...path, step];
    return [below, ...paths((value as Record<string | number, unknown>)[step], below)];
  });
}

/** Applies, and checks what holds for every edit: undo is exact, and the text reads as intended. */
function check(document: YamlDocument, outcome: EditOutcome, wanted: unknown): readonly TextEdit[] {
  if (!outcome.ok)
    throw new Error(
      `${outcome.code}: ${outcome.reason}\n${document.text.slice(outcome.range.start, outcome.range.end)}`,
    );
  const after = applyTextEdits(document.text, outcome.edits);
  expect(applyTextEdits(after, invertEdits(document.text, outcome.edits))).toBe(document.text);
  expect(parsed(after)).toEqual(wanted);
  expect(/(?<!\r)\n/.test(after) && /\r\n/.test(after)).toBe(false);
  return outcome.edits;
}

const removedText = (document: YamlDocument, edits: readonly TextEdit[]): string =>
  edits.map(({ range }) => document.text.slice(range.start, range.end)).join('');

describe('edits of generated documents', () => {
  test('[G1] the generator writes what it means', () => {
    fc.assert(
      fc.property(documents, ({ text, model }) => {
        expect(parsed(text)).toEqual(textModel(model));
      }),
      settings,
    );
  });

  test('[E1] setValue changes the value and nothing outside it', () => {
    const property = fc.property(documents, picks, values, ({ text, model }, pick, value) => {
      const document = parseYaml(text);
      const all = paths(model).filter((path) => typeof at(model, path) === 'string');
      const path = all[pick % all.length]!;
      const wanted = withModel(model, (copy) => {
        (at(copy, path.slice(0, -1)) as Record<string | number, PlainValue>)[path.at(-1)!] = value;
      });
      const entry = document.entryRange(path)!;
      for (const { range } of check(document, setValue(document, path, value), wanted)) {
        expect(range.start).toBeGreaterThanOrEqual(document.keyRange(path)!.end);
        expect(range.end).toBeLessThanOrEqual(entry.end);
      }
    });
    fc.assert(property, settings);
  });

  test('[E2] insertEntry only adds', () => {
    const property = fc.property(documents, picks, values, ({ text, model }, pick, value) => {
      const document = parseYaml(text);
      const maps = [[], ...paths(model)].filter((path) => isMapping(at(model, path)));
      const path = maps[pick % maps.length]!;
      const wanted = withModel(model, (copy) => {
        (at(copy, path) as Record<string, PlainValue>)['new.key'] = value;
      });
      const edits = check(document, insertEntry(document, path, { key: 'new.key', value }), wanted);
      expect(removedText(document, edits).trim().replace('{}', '')).toBe('');
    });
    fc.assert(property, settings);
  });

  test('[E3] insertItem only adds, at its place', () => {
    const item = { 'source-table': 'a.b', projection: 'x, y' };
    const property = fc.property(documents, picks, picks, ({ text, model }, pick, place) => {
      const document = parseYaml(text);
      const lists = paths(model).filter((path) => Array.isArray(at(model, path)));
      const path = lists[pick % lists.length]!;
      const index = place % ((at(model, path) as PlainValue[]).length + 1);
      const wanted = withModel(model, (copy) => void (at(copy, path) as PlainValue[]).splice(index, 0, item));
      const edits = check(document, insertItem(document, path, { index, value: item }), wanted);
      expect(removedText(document, edits).trim().replace('[]', '')).toBe('');
    });
    fc.assert(property, settings);
  });

  test('[E4] removeEntry takes out the entry and its comments, and nothing else', () => {
    const property = fc.property(documents, picks, ({ text, model }, pick) => {
      const document = parseYaml(text);
      const all = paths(model);
      const path = all[pick % all.length]!;
      const parent = path.slice(0, -1);
      const wanted = withModel(model, (copy) => {
        const holder = at(copy, parent);
        if (Array.isArray(holder)) holder.splice(Number(path.at(-1)), 1);
        else delete holder[path.at(-1)!];
      });
      const isLastOfAll = Object.keys(model).length === 1 && path.length === 1;
      const edits = check(document, removeEntry(document, path), isLastOfAll ? 'null' : wanted);
      const entry = document.entryRange(path)!;
      const rest = edits.map(({ range }) => outside(text, range, entry)).join('');
      expect(rest.replaceAll(/#[^\n]*/g, '')).toMatch(/^[\s,-]*$/);
    });
    fc.assert(property, settings);
  });

  test('[E5] moveItem moves whole items', () => {
    const property = fc.property(documents, picks, picks, ({ text, model }, pick, places) => {
      const document = parseYaml(text);
      const lists = paths(model).filter(
        (path) => Array.isArray(at(model, path)) && (at(model, path) as []).length > 1,
      );
      if (lists.length === 0) return;
      const path = lists[pick % lists.length]!;
      const length = (at(model, path) as PlainValue[]).length;
      const [from, to] = [places % length, (places >> 4) % length];
      const wanted = withModel(model, (copy) => {
        const list = at(copy, path) as PlainValue[];
        list.splice(to, 0, ...list.splice(from, 1));
      });
      const edits = check(document, moveItem(document, path, { from, to }), wanted);
      const after = applyTextEdits(text, edits);
      if (document.text[document.valueRange(path)!.start] === '[') return;
      expect(after.split(/\r?\n/).toSorted()).toEqual(text.split(/\r?\n/).toSorted());
    });
    fc.assert(property, { ...settings, numRuns: settings.numRuns * 2 });
  });

  test('[E6] renameKey changes the key alone', () => {
    const property = fc.property(
      documents,
      picks,
      fc.constantFrom('other', 'x: y', 'a.b', '#', '[x]'),
      ({ text, model }, pick, name) => {
        const document = parseYaml(text);
        const all = paths(model).filter((path) => typeof path.at(-1) === 'string');
        const path = all[pick % all.length]!;
        const wanted = withModel(model, (copy) => {
          const holder = at(copy, path.slice(0, -1)) as Record<string, PlainValue>;
          holder[name] = holder[path.at(-1)!]!;
          delete holder[path.at(-1)!];
        });
        const edits = check(document, renameKey(document, path, name), wanted);
        expect(edits.map(({ range }) => range)).toEqual([document.keyRange(path)]);
      },
    );
    fc.assert(property, settings);
  });
});

const ruleText = (document: YamlDocument, index: number): string => {
  const range = document.entryRange(['transform', index])!;
  return document.text.slice(range.start, range.end).trim();
};

// The cases that are refused are counted: a law that holds because everything is refused says nothing.
test('[E7] an item that was commented out is gone from the list, touches nothing else, and comes back byte for byte', () => {
  const tally = { done: 0, refused: 0 };
  const property = fc.property(documents, picks, ({ text, model }, pick) => {
    const document = parseYaml(text);
    const rules = model['transform'] as readonly PlainValue[];
    const index = pick % rules.length;
    const outcome = commentItem(document, ['transform'], index);
    if (!outcome.ok) {
      if (outcome.code !== 'edit-notation' && outcome.code !== 'edit-linked') throw new Error(outcome.code);
      tally.refused += 1;
      return;
    }
    tally.done += 1;
    const wanted = withModel(model, (copy) => {
      copy['transform'] = (copy['transform'] as PlainValue[]).filter((_, at) => at !== index);
    });
    const edits = check(document, outcome, wanted);
    expect(edits.every(({ range }) => range.start === range.end)).toBe(true);
    const marks = edits.filter((edit) => edit.text !== ' []');
    expect(marks.every((edit) => edit.text === '# ')).toBe(true);
    const off = parseYaml(applyTextEdits(text, outcome.edits));
    const before = commentedItems(document, ['transform']).length;
    const all = commentedItems(off, ['transform']);
    expect(all).toHaveLength(before + 1);
    const at = all.findIndex((item) => item.text.trim().startsWith(ruleText(document, index)));
    const back = uncommentItem(off, ['transform'], at);
    expect(back.ok && applyTextEdits(off.text, back.edits)).toBe(text);
    const gone = removeCommentedItem(off, ['transform'], at);
    expect(gone.ok && parsed(applyTextEdits(off.text, gone.edits))).toEqual(wanted);
  });
  fc.assert(property, { ...settings, numRuns: settings.numRuns * 3 });
  expect(tally.done).toBeGreaterThan(tally.refused);
});

function isMapping(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The part of the text in `range` that lies outside `inner`. */
function outside(
  text: string,
  range: { start: number; end: number },
  inner: { start: number; end: number },
): string {
  const before = text.slice(range.start, Math.max(range.start, Math.min(range.end, inner.start)));
  const after = text.slice(Math.min(range.end, Math.max(range.start, inner.end)), range.end);
  return before + after;
}
