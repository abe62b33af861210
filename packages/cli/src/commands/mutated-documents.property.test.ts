// Documents as they are while somebody types: whatever stands there, reading, completing and explaining it never throws, findings lie
// within the text, and none of it takes long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renderDiagnostic } from '@tailrace/core/diagnostics';
import { createDocument } from '@tailrace/core/document';
import { complete, hover, signatureHelp } from '@tailrace/core/language';
import { deepChecks, exportForFlink, parsePipeline, TARGETS } from '@tailrace/core/pipeline';
import { parseYaml } from '@tailrace/core/yaml';

const DOCUMENT = `source:
  type: postgres
  hostname: "db.internal"
  tables: shop.public.orders_\\.*, shop.public.people # all
  password: \${secret.PW}
  metadata.list: op_ts
transform:
  - source-table: public.orders_\\.*
    projection: |-
      \\*, UPPER(name) AS name,
      CASE WHEN total > 10.5 THEN 'big' ELSE 'small' END AS size
    filter: >-
      name LIKE '%a' AND total * (qty + 1) IN (1, 2)
    primary-keys: id, size
    table-options: a=1;b=2
    table-options.delimiter: ;
route:
- source-table: public.(orders)_([0-9]+)
  sink-table: ods.$1_<>
  replace-symbol: <>
sink: {type: doris, fenodes: 'h:1', include.schema.changes: [column, create.table]}
pipeline:
  schema.change.behavior: evolve
  local-time-zone: Europe/Oslo
  user-defined-function: [{name: f, classpath: a.B}]
  model:
    name: m
    type: openai-compatible
`;
const PIECES = [
  '\n', '  ', '- ', ': ', ':', '"', "'", '#', '[', ']', '{', '}', ',', '&a ', '*a', '|', '>', '\t', '\\', '$', '${', '(', ')', '*', '.',
  'source', 'type: mysql\n', 'transform:\n', 'null', 'LIKE', 'CAST(', '!!', '---\n', '\r\n', 'é', '\u0000', '😀', 'AS', 'tables:', '%',
]; // prettier-ignore

const mutation = fc.record({
  at: fc.nat(DOCUMENT.length),
  remove: fc.oneof(fc.nat(3), fc.nat(60)),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })),
});

function mutate(list: readonly { at: number; remove: number; insert: string }[]): string {
  let text = DOCUMENT;
  for (const { at, remove, insert } of list) text = text.slice(0, at) + insert + text.slice(at + remove);
  return text;
}

describe('a document in any state', () => {
  it('is read, with findings that lie within it', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), fc.nat(), (list, seed) => {
        const text = mutate(list);
        const began = performance.now();
        const yaml = parseYaml(text);
        const { pipeline, diagnostics } = parsePipeline(yaml, connectorCatalog);
        for (const found of diagnostics) {
          const { start, end } = found.range;
          expect(start >= 0 && start <= end && end <= text.length).toBe(true);
          expect(found.message).not.toMatch(/undefined|\[object|NaN/u);
          expect(renderDiagnostic(text, found)).toContain(found.code);
        }
        const target = TARGETS[seed % TARGETS.length] ?? 'newest';
        if (yaml.errors.length === 0) exportForFlink(yaml, pipeline, connectorCatalog, { target });
        expect(performance.now() - began).toBeLessThan(5000);
      }),
      { numRuns: 800 },
    );
  });

  it('is completed and explained at any place', () => {
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (list, places) => {
          const text = mutate(list);
          const snapshot = createDocument(text, { catalog: connectorCatalog, checks: deepChecks });
          for (const place of [...places, 0, text.length - 1]) {
            const offset = place % (text.length + 1);
            for (const item of complete(snapshot, offset, { catalog: connectorCatalog })) {
              expect(item.range.start <= offset && offset <= item.range.end).toBe(true);
            }
            const shown = hover(snapshot, offset, { catalog: connectorCatalog });
            expect(shown === undefined || shown.range.start <= shown.range.end).toBe(true);
            signatureHelp(snapshot, offset);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
