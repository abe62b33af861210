import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatYaml } from './format-yaml.ts';
import { parseYaml } from './parse-yaml.ts';
import { documents, settings } from './testing/generate-document.ts';

test('[F1] the usual layout says the same, keeps comments, and is stable', () => {
  const property = fc.property(documents, ({ text }) => {
    const formatted = formatYaml(text);
    expect(formatted).toBeDefined();
    expect(parseYaml(formatted ?? '').value).toEqual(parseYaml(text).value);
    expect(formatYaml(formatted ?? '')).toBe(formatted);
    for (const note of ['# note', '# apart', '# one', '# two', '# why']) {
      expect((formatted ?? '').split(note).length).toBe(text.split(note).length);
    }
  });
  fc.assert(property, settings);
});

test('[F2] a text that does not parse is left alone', () => {
  expect(formatYaml('a: "')).toBeUndefined();
  expect(formatYaml('# only\n')).toBe('# only\n');
});
