import fc from 'fast-check';
import { applyTextEdits, formatYaml } from '@tailrace/core/yaml';
import { describe, expect, it } from 'vitest';
import { lineEdits } from './line-edits.ts';

describe('edits by lines', () => {
  it('lead from the one text to the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '', ' a', 'c'), { maxLength: 60 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyTextEdits(before, lineEdits(before, after))).toBe(after);
      }),
    );
  });

  it('do not touch lines that stay', () => {
    const before = 'source:\n    type: values\nsink:\n  type: values # here\n';
    expect(lineEdits(before, formatYaml(before) ?? '')).toEqual([
      { range: { start: 8, end: 25 }, text: '  type: values\n\n' },
    ]);
    expect(lineEdits(before, before)).toEqual([]);
  });
});
