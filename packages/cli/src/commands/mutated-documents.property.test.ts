// Documents as they are while somebody types: whatever stands there, reading, completing and explaining it never throws, findings lie
// within the text, and none of it takes long.
import { PassThrough, Readable } from 'node:stream';
import { text as streamText } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { renderDiagnostic } from '@tailrace/core/diagnostics';
import { createDocument } from '@tailrace/core/document';
import { complete, hover, signatureHelp } from '@tailrace/core/language';
import { deepChecks, exportForFlink, parsePipeline, TARGETS } from '@tailrace/core/pipeline';
import { FUZZ_RUNS, FUZZ_TIMEOUT, hangs } from '@tailrace/core/testing';
import { parseYaml } from '@tailrace/core/yaml';
import type { Io } from '../command.ts';
import { COMMANDS } from '../commands.ts';
import { dispatch } from '../dispatch.ts';

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

/** What a user sees of `validate`, both streams together. */
async function validated(text: string, target: string): Promise<string> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const shown = Promise.all([streamText(stdout), streamText(stderr)]);
  const io: Io = {
    stdout,
    stderr,
    stdin: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    readText: () => Promise.resolve(text),
    openRead: () => Promise.resolve(Readable.from([text])),
  };
  await dispatch(['validate', 'pipeline.yaml', '--target', target], io, COMMANDS);
  stdout.end();
  stderr.end();
  return (await shown).join('');
}

const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });

describe('a document in any state', () => {
  it(
    'is read in no time, with findings that lie within it',
    () => {
      fc.assert(
        fc.property(mutations, (list) => {
          const text = mutate(list);
          const { diagnostics } = parsePipeline(parseYaml(text), connectorCatalog);
          for (const found of diagnostics) {
            const { start, end } = found.range;
            expect(start >= 0 && start <= end && end <= text.length).toBe(true);
            expect(found.message).not.toMatch(/undefined|\[object|NaN/u);
            expect(renderDiagnostic(text, found)).toContain(found.code);
          }
          expect(hangs(() => parsePipeline(parseYaml(text), connectorCatalog))).toBe(false);
        }),
        { numRuns: FUZZ_RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );

  it(
    'is validated and exported for any release without a fault of our own',
    async () => {
      await fc.assert(
        fc.asyncProperty(mutations, fc.constantFrom(...TARGETS), async (list, target) => {
          const text = mutate(list);
          expect(await validated(text, target)).not.toMatch(
            /^\s{4}at |fault of tailrace|error\[internal\]/mu,
          );
          const yaml = parseYaml(text);
          const { pipeline } = parsePipeline(yaml, connectorCatalog);
          if (yaml.errors.length === 0) exportForFlink(yaml, pipeline, connectorCatalog, { target });
        }),
        { numRuns: FUZZ_RUNS / 10 },
      );
    },
    FUZZ_TIMEOUT,
  );

  it(
    'is completed and explained at any place',
    () => {
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
        { numRuns: FUZZ_RUNS / 10 },
      );
    },
    FUZZ_TIMEOUT,
  );
});
