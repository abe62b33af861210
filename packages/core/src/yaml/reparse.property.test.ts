import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { applyTextEdits } from './apply-text-edits.ts';
import { parseYaml, reparseYaml } from './parse-yaml.ts';
import { documents, settings } from './testing/generate-document.ts';
import type { Path, TextEdit } from './text-edit.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What people and machines type, with everything that may change how a text falls into pieces. */
const insertions = fc.constantFrom(
  'x', ' ', '\n', '\r\n', '  ', '- ', '\n- a: 1', '\n  - b: 2\n', ':', ': ', '#', '# c\n', '"', "'", '|', '>-\n', '{', '}', '[', ']', '\t',
  '&a ', '*a', '---\n', '...\n', '%X\n', '? ', 'key:\n', '\nroute:\n', 'transform:', '<<: ', '', '', ',', '\n\n', '!t ', '\u00e9',
); // prettier-ignore
const edits = fc.array(
  fc.record({ at: fc.nat(9999), remove: fc.constantFrom(0, 0, 1, 2, 5, 40), text: insertions }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

function editAt(
  text: string,
  { at, remove, text: inserted }: { at: number; remove: number; text: string },
): TextEdit {
  const start = at % (text.length + 1);
  return { range: { start, end: Math.min(text.length, start + remove) }, text: inserted };
}

/** Everything a document answers. */
function answers(document: YamlDocument): unknown {
  const paths: Path[] = [[]];
  for (let offset = 0; offset <= document.text.length; offset += 3) paths.push(document.pathAt(offset));
  const { errors, value } = document;
  const places = paths.map((path) => [
    path,
    document.scalarText(path),
    document.valueRange(path),
    document.keyRange(path),
    document.entryRange(path),
    document.scalarRange(path, 0, 1),
  ]);
  return { errors, value, places };
}

test('[I1] reading again after edits answers like reading anew', () => {
  const property = fc.property(documents, edits, ({ text }, list) => {
    let document = parseYaml(text);
    for (const edit of list) {
      document = reparseYaml(document, [editAt(document.text, edit)]);
      expect(answers(document)).toEqual(answers(parseYaml(document.text)));
    }
  });
  fc.assert(property, { ...settings, numRuns: settings.numRuns * 3 });
});

test('[I2] several edits at once are one', () => {
  const property = fc.property(documents, edits, ({ text }, list) => {
    const sorted = list.map((edit) => editAt(text, edit)).toSorted((a, b) => a.range.start - b.range.start);
    const disjoint = sorted.filter(
      (edit, index) => index === 0 || sorted[index - 1]!.range.end <= edit.range.start,
    );
    let end = 0;
    const apart = disjoint.filter(({ range }) => {
      const isApart = range.start >= end;
      end = isApart ? Math.max(end, range.end) : end;
      return isApart;
    });
    const document = reparseYaml(parseYaml(text), apart);
    expect(document.text).toBe(applyTextEdits(text, apart));
    expect(answers(document)).toEqual(answers(parseYaml(document.text)));
  });
  fc.assert(property, settings);
});

test('[I3] reading in pieces answers like the library reading the whole', () => {
  const property = fc.property(documents, edits, ({ text }, list) => {
    const edited = list.reduce((before, edit) => applyTextEdits(before, [editAt(before, edit)]), text);
    const library = parseDocument(edited, { merge: true, logLevel: 'error' });
    const document = parseYaml(edited);
    expect(document.errors.length > 0).toBe(library.errors.length > 0 || isUnresolvable(edited));
    if (document.errors.length > 0) return;
    expect(stringKeys(document.value)).toEqual(stringKeys(parse(edited, { merge: true })));
  });
  fc.assert(property, { ...settings, numRuns: settings.numRuns * 3 });
});

function isUnresolvable(text: string): boolean {
  try {
    parse(text, { merge: true, logLevel: 'error' });
    return false;
  } catch {
    return true;
  }
}

/** Keys that are no text are named differently by the library; pipelines have none. */
function stringKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [/^(?:null$|[{[])/.test(key) ? '' : key, stringKeys(item)]),
  );
}

test('[I4] pieces that were not touched keep their nodes', () => {
  const text = 'source:\n  a: 1\ntransform:\n  - x: 1\n  - x: 2\n  - x: 3\nroute:\n- y: 1\n';
  const before = parseYaml(text);
  const at = text.indexOf('x: 2') + 3;
  const after = reparseYaml(before, [{ range: { start: at, end: at + 1 }, text: 'twenty' }]);
  for (const path of [['source'], ['transform', 0], ['transform', 2], ['route', 0]]) {
    expect(after.nodeAt(path)?.node).toBe(before.nodeAt(path)?.node);
  }
  expect(after.nodeAt(['transform', 1])?.node).not.toBe(before.nodeAt(['transform', 1])?.node);
  expect(after.scalarText(['transform', 1, 'x'])).toBe('twenty');
  expect(after.text.slice(after.valueRange(['route', 0])?.start)).toBe('y: 1\n');
});
