import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatYaml, parseYaml } from './index.ts';

describe('the usual layout', () => {
  it('indents by two, parts the sections, and keeps comments, quotes and blocks', () => {
    const text = `# head
source:
    type: 'mysql'   # engine
    tables:   a.\\.*
route:
-   source-table: a.b
    sink-table: c.d
    # about the second
-   source-table: "x"
    sink-table: y
transform:
  - projection: |
      id,
        name
    filter: >-
      a
      and b


sink: { type: values,  include.schema.changes: [ all ] }
`;
    expect(formatYaml(text)).toBe(`# head
source:
  type: 'mysql' # engine
  tables: a.\\.*

route:
  - source-table: a.b
    sink-table: c.d
    # about the second
  - source-table: "x"
    sink-table: y

transform:
  - projection: |
      id,
        name
    filter: >-
      a
      and b

sink: {type: values, include.schema.changes: [all]}
`);
  });

  it.each(['', '# only words\n', 'source: [\n', 'a: 1\na: 2\n'])(
    'leaves alone what it cannot lay out: %j',
    (text) => {
      expect([undefined, text]).toContain(formatYaml(text));
    },
  );

  it('does it once, and means the same', () => {
    const scalar = fc.oneof(fc.string({ maxLength: 40 }), fc.integer(), fc.boolean(), fc.constant(null));
    const value = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.string({ maxLength: 8 }), scalar, { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/u), value, { maxKeys: 4 }), (model) => {
        const text = JSON.stringify(model, null, 3);
        const once = formatYaml(text);
        expect(once === undefined ? undefined : formatYaml(once)).toBe(once);
        expect(parseYaml(once ?? text).value).toEqual(parseYaml(text).value);
      }),
    );
  });
});
