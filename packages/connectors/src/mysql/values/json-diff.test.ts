import { describe, expect, test } from 'vitest';
import { applyJsonDiffs, type JsonDiff } from './json-diff.ts';
import { COMPACT, jsonText, SPACED, type JsonNode } from './json-document.ts';

/** The tree that the stored form would give. */
function tree(value: unknown): JsonNode {
  if (Array.isArray(value)) return value.map(tree);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return new Map(Object.entries(value).map(([name, member]) => [name, tree(member)]));
}

const replace = (path: string, value: unknown): JsonDiff => ({ op: 'replace', path, value: tree(value) });
const insert = (path: string, value: unknown): JsonDiff => ({ op: 'insert', path, value: tree(value) });
const remove = (path: string): JsonDiff => ({ op: 'remove', path });

describe('changes within a JSON document', () => {
  test.each<[unknown, JsonDiff[], string]>([
    [{ a: 1 }, [replace('$.a', 2)], '{"a":2}'],
    [{ a: 1, bb: 2 }, [insert('$.c', 3)], '{"a":1,"c":3,"bb":2}'],
    [{ a: { b: [1, 2, 3] } }, [remove('$.a.b[1]'), insert('$.a.b[0]', 'x')], '{"a":{"b":["x",1,3]}}'],
    [{ 'a b': { 'c"d': 1 } }, [replace('$."a b"."c\\"d"', null)], '{"a b":{"c\\"d":null}}'],
    [[1], [insert('$[9]', 2)], '[1,2]'],
    [{ a: 1 }, [remove('$.a')], '{}'],
    ['old', [replace('$', 'new')], '"new"'],
  ])('%j', (before, diffs, after) => {
    expect(jsonText(applyJsonDiffs(tree(before), diffs), COMPACT)).toBe(after);
  });

  test.each<[unknown, JsonDiff]>([
    [{ a: 1 }, replace('$.b', 2)],
    [{ a: 1 }, remove('$.b')],
    [{ a: 1 }, replace('$.a.b', 2)],
    [[1], remove('$[3]')],
    [{ a: 1 }, replace('a', 2)],
    [{ a: 1 }, replace('$.*', 2)],
  ])('%j does not take %j', (before, diff) => {
    expect(() => applyJsonDiffs(tree(before), [diff])).toThrow(
      expect.objectContaining({ code: 'binlog-unreadable' }),
    );
  });

  test('the document before stays as it was', () => {
    const before = tree({ a: [1, { b: 2 }] });
    applyJsonDiffs(before, [replace('$.a[1].b', 3), remove('$.a[0]')]);
    expect(jsonText(before, SPACED)).toBe('{"a": [1, {"b": 2}]}');
  });
});
