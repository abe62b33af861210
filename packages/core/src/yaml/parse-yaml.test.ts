import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseYaml } from './parse-yaml.ts';

const SAMPLE = `# head
source:
  type: postgres   # kind
  port: 5432
  password: "a\\tb"

sink: {type: values, 'print.enabled': yes}
transform:
- source-table: shop.orders
  projection: >-
    id,
    UPPER(name) AS name
  filter: 'it''s > 1.50'
- source-table: shop.items

route:
  # all
  - source-table: shop.\\.*
    sink-table: ods.<>
    replace-symbol: <>
pipeline:
  name: x
  parallelism:
`;

const at = (text: string, part: string, from = 0): { start: number; end: number } => {
  const start = text.indexOf(part, from);
  return { start, end: start + part.length };
};

describe('parseYaml', () => {
  const yaml = parseYaml(SAMPLE);
  test('[P1] reads values as the core schema does', () => {
    expect(yaml.errors).toEqual([]);
    expect(yaml.value).toEqual(parse(SAMPLE));
  });
  test('[P2] gives source text before typing', () => {
    expect(yaml.scalarText(['sink', 'print.enabled'])).toBe('yes');
    expect(yaml.scalarText(['source', 'port'])).toBe('5432');
    expect(yaml.scalarText(['pipeline', 'parallelism'])).toBe('');
    expect(yaml.scalarText(['source'])).toBeUndefined();
    expect(yaml.scalarText(['nowhere'])).toBeUndefined();
  });
  test('[P3] knows where values, keys and entries stand', () => {
    expect(yaml.valueRange(['source', 'type'])).toEqual(at(SAMPLE, 'postgres'));
    expect(yaml.keyRange(['source', 'type'])).toEqual(at(SAMPLE, 'type'));
    expect(yaml.entryRange(['source', 'type'])).toEqual(at(SAMPLE, 'type: postgres'));
    expect(yaml.entryRange(['transform', 1])).toEqual(at(SAMPLE, '- source-table: shop.items'));
    expect(yaml.valueRange(['sink', 'type'])).toEqual(at(SAMPLE, 'values'));
    const empty = SAMPLE.indexOf('parallelism:') + 'parallelism:'.length;
    expect(yaml.valueRange(['pipeline', 'parallelism'])).toEqual({ start: empty, end: empty });
  });
  test('[P4] finds the innermost path at an offset', () => {
    expect(yaml.pathAt(SAMPLE.indexOf('UPPER'))).toEqual(['transform', 0, 'projection']);
    expect(yaml.pathAt(SAMPLE.indexOf('shop.items'))).toEqual(['transform', 1, 'source-table']);
    expect(yaml.pathAt(SAMPLE.indexOf('values'))).toEqual(['sink', 'type']);
    expect(yaml.pathAt(0)).toEqual([]);
  });
  test('[P5] finds characters of a value in the text', () => {
    const folded = yaml.scalarText(['transform', 0, 'projection']) ?? '';
    expect(folded).toBe('id, UPPER(name) AS name');
    const from = folded.indexOf('UPPER');
    expect(yaml.scalarRange(['transform', 0, 'projection'], from, from + 5)).toEqual(at(SAMPLE, 'UPPER'));
    const quoted = yaml.scalarText(['transform', 0, 'filter']) ?? '';
    const number = quoted.indexOf('1.50');
    expect(yaml.scalarRange(['transform', 0, 'filter'], number, number + 4)).toEqual(at(SAMPLE, '1.50'));
    expect(yaml.scalarRange(['source', 'password'], 1, 2)).toEqual(at(SAMPLE, '\\t'));
    expect(yaml.scalarRange(['source', 'password'], 2, 9)).toBeUndefined();
  });
});

describe('errors of the syntax', () => {
  test.each([
    ['a duplicate key', 'a: 1\nb:\n  c: 1\n  c: 2\n', 'yaml-duplicate-key', 'c', 12],
    ['a duplicate section', 'a: 1\na: 2\n', 'yaml-duplicate-key', 'a', 5],
    ['a second document', 'a: 1\n---\nb: 2\n', 'yaml-multiple-documents', '---', 0],
    ['a tab', 'a:\n\tb: 1\n', 'yaml-syntax', '\t', 0],
    ['an alias without anchor', 'a: *b\n', 'yaml-alias', '*b', 0],
    ['an open quote', 'a: "b\nc: 1\n', 'yaml-syntax', 'b', 0],
  ])('[P6] %s has a code and a place', (...[, text, code, part, from]) => {
    const yaml = parseYaml(text);
    expect(yaml.value).toBeUndefined();
    expect(yaml.errors[0]?.code).toBe(code);
    expect(yaml.errors[0]?.range.start).toBe(text.indexOf(part, from));
  });
  test('[P7] an empty document is null and without errors', () => {
    for (const text of ['', '\n', '# only\n']) {
      expect(parseYaml(text)).toMatchObject({ errors: [], value: null, root: undefined });
    }
  });
  test('[P8] anchors, aliases and merge keys are resolved', () => {
    const text = 'base: &b\n  x: 1\nsource:\n  <<: *b\n  y: *b\n';
    expect(parseYaml(text).value).toEqual({ base: { x: 1 }, source: { x: 1, y: { x: 1 } } });
  });
});
