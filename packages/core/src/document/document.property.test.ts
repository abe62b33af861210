import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalog } from '../descriptor/index.ts';
import { deepChecks, parsePipeline, readPipeline, type ReadingContext } from '../pipeline/index.ts';
import { applyTextEdits, insertItem, moveItem, parseYaml, removeEntry, setValue } from '../yaml/index.ts';
import type { EditOutcome, Path, TextEdit } from '../yaml/index.ts';
import { applyDocumentEdits, createDocument, withChecks } from './document.ts';
import type { DocumentSnapshot, NodeId } from './document-snapshot.ts';

const catalog = createCatalog([]);
const CONTEXT = { catalog, checks: deepChecks };
const settings = { numRuns: 150, seed: 20261124 };

const table = fc.constantFrom('shop.orders', 'shop.items', 'shop.\\.*', 'a.b', '', '"q"');
const transformText = fc
  .tuple(
    table,
    fc.constantFrom('', '    projection: id, x\n', '    filter: id > 1 # c\n', '    nonsense: 1\n'),
  )
  .map(([name, more]) => `  - source-table: ${name}\n${more}`);
const routeText = fc
  .tuple(table, table, fc.constantFrom('', '\n', '  # note\n'))
  .map(([from, to, gap]) => `${gap}  - source-table: ${from}\n    sink-table: ${to}\n`);
const texts = fc
  .tuple(
    fc.array(transformText, { minLength: 1, maxLength: 6 }),
    fc.array(routeText, { minLength: 1, maxLength: 6 }),
    fc.constantFrom('', 'pipeline:\n  name: p\n  schema.change.behavior: evolve\n', 'pipeline:\n  route-mode: FIRST_MATCH\n'),
  )
  .map(([transforms, routes, pipeline]) =>
    `source:\n  type: mysql\n\ntransform:\n${transforms.join('')}route:\n${routes.join('')}\nsink:\n  type: values\n${pipeline}`,
  ); // prettier-ignore

const typed = fc.constantFrom('x', '\n', ' ', '- ', '\n  - source-table: n.n\n', '"', ':', 'nonsense: 2\n', '# c\n', 'pipeline:\n', '', 'EVOLVE'); // prettier-ignore
const typing = fc.array(
  fc.record({ at: fc.nat(9999), remove: fc.constantFrom(0, 0, 0, 1, 3, 25), text: typed }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

const editAt = (
  text: string,
  { at, remove, text: inserted }: { at: number; remove: number; text: string },
): TextEdit => {
  const start = at % (text.length + 1);
  return { range: { start, end: Math.min(text.length, start + remove) }, text: inserted };
};

describe('a snapshot after edits', () => {
  test('[D1] says of the text what a fresh reading says', () => {
    const property = fc.property(texts, typing, (text, list) => {
      let snapshot = createDocument(text, CONTEXT);
      for (const edit of list) {
        const before = snapshot;
        snapshot = applyDocumentEdits(before, [editAt(before.text, edit)]).snapshot;
        const fresh = parseYaml(snapshot.text);
        const { pipeline, diagnostics } = parsePipeline(fresh, catalog);
        expect(snapshot.stale).toBe(fresh.errors.length > 0);
        expect(snapshot.diagnostics).toEqual(diagnostics);
        expect(snapshot.pipeline).toEqual(snapshot.stale ? before.pipeline : pipeline);
        expect(snapshot.yaml.text).toBe(snapshot.stale ? before.yaml.text : snapshot.text);
        expect(snapshot.ids.transforms.length).toBe(snapshot.pipeline.transforms.length);
        expect(snapshot.ids.routes.length).toBe(snapshot.pipeline.routes.length);
        expect(new Set(allIds(snapshot)).size).toBe(allIds(snapshot).length);
      }
    });
    fc.assert(property, { ...settings, numRuns: 300 });
  });

  test('[D2] goes back by the inverse edits, ids included', () => {
    const property = fc.property(texts, typing, (text, list) => {
      const first = createDocument(text, CONTEXT);
      let snapshot = first;
      const inverses: (readonly TextEdit[])[] = [];
      for (const edit of list) {
        const applied = applyDocumentEdits(snapshot, [editAt(snapshot.text, edit)]);
        inverses.unshift(applied.inverse);
        snapshot = applied.snapshot;
      }
      for (const inverse of inverses) snapshot = applyDocumentEdits(snapshot, inverse).snapshot;
      expect(snapshot.text).toBe(text);
      expect(snapshot.pipeline).toEqual(first.pipeline);
      expect(snapshot.diagnostics).toEqual(first.diagnostics);
    });
    fc.assert(property, settings);
  });

  test('[D6] says without checks what the light reading says, and with checks, whenever they come, what the full one says', () => {
    const property = fc.property(texts, typing, typing, (text, before, after) => {
      const typeOn = (start: DocumentSnapshot, list: typeof before, context: ReadingContext) =>
        list.reduce((old, edit) => {
          const { snapshot } = applyDocumentEdits(old, [editAt(old.text, edit)]);
          const fresh = readPipeline(parseYaml(snapshot.text), context);
          expect(snapshot.diagnostics).toEqual(fresh.diagnostics);
          expect(snapshot.pipeline).toEqual(snapshot.stale ? old.pipeline : fresh.pipeline);
          return snapshot;
        }, start);
      const first = { catalog: createCatalog([]), checks: undefined };
      const light = typeOn(createDocument(text, first), before, first);
      const full = { catalog, checks: deepChecks };
      const checked = withChecks(light, full);
      expect(checked).toEqual({ ...light, diagnostics: checked.diagnostics });
      expect(checked.pipeline).toBe(light.pipeline);
      expect(checked.ids).toBe(light.ids);
      expect(checked.diagnostics).toEqual(parsePipeline(parseYaml(light.text), catalog).diagnostics);
      typeOn(checked, after, full);
    });
    fc.assert(property, { ...settings, numRuns: 300 });
  });
});

type Act = { readonly kind: 'set' | 'insert' | 'remove' | 'move'; readonly a: number; readonly b: number };
const acts = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind']>('set', 'insert', 'remove', 'move'),
    a: fc.nat(99),
    b: fc.nat(99),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('identity', () => {
  test('[D3] ids of untouched rules never change, and a touched one keeps its own', () => {
    const property = fc.property(
      texts,
      acts,
      fc.constantFrom('transform', 'route'),
      (text, list, section) => {
        let snapshot = createDocument(text, CONTEXT);
        for (const act of list) {
          const ids = idsOf(snapshot, section);
          const texts = rulesOf(snapshot.text, section);
          const { outcome, wanted } = perform(snapshot, section, act);
          if (!outcome.ok) return;
          snapshot = applyDocumentEdits(snapshot, outcome.edits).snapshot;
          const now = idsOf(snapshot, section);
          expect(now.length).toBe(wanted.length);
          expect(now.map((id) => ids.includes(id))).toEqual(wanted.map((id) => id !== undefined));
          // Of rules that read alike a move may take either.
          if (act.kind === 'move' && new Set(texts).size !== texts.length) return;
          expect(now.filter((id) => ids.includes(id))).toEqual(wanted.filter((id) => id !== undefined));
        }
      },
    );
    fc.assert(property, { ...settings, numRuns: 300 });
  });

  test('[D4] a rule that was removed comes back as itself', () => {
    const text = 'transform:\n  - source-table: a.b\n  - source-table: c.d\n';
    const first = createDocument(text, CONTEXT);
    const outcome = removeEntry(first.yaml, ['transform', 0]);
    const removed = applyDocumentEdits(first, outcome.ok ? outcome.edits : []);
    expect(removed.snapshot.ids.transforms).toEqual([first.ids.transforms[1]]);
    expect(applyDocumentEdits(removed.snapshot, removed.inverse).snapshot.ids).toEqual(first.ids);
  });

  test('[D5] ids outlive a time of broken text', () => {
    const text = 'transform:\n  - source-table: a.b\n  - source-table: c.d\n    filter: x > 1\n';
    const first = createDocument(text, CONTEXT);
    const at = text.indexOf('x > 1');
    const broken = applyDocumentEdits(first, [{ range: { start: at, end: at }, text: '"' }]).snapshot;
    expect(broken.stale).toBe(true);
    expect(broken.pipeline).toBe(first.pipeline);
    expect(broken.diagnostics.map((finding) => finding.code)).toEqual(['yaml-syntax']);
    const end = broken.text.length - 1;
    const mended = applyDocumentEdits(broken, [{ range: { start: end, end }, text: '"' }]).snapshot;
    expect(mended.stale).toBe(false);
    expect(mended.ids).toEqual(first.ids);
  });

  test('[D6] a whole new text keeps the ids of rules that are in both', () => {
    const first = createDocument('transform:\n- source-table: a.b\n- source-table: c.d\n', CONTEXT);
    const text =
      '# new\ntransform:\n  - source-table: c.d\n    filter: x\n  - source-table: e.f\n  - source-table: a.b\n';
    const edit = { range: { start: 0, end: first.text.length }, text };
    const { ids } = applyDocumentEdits(first, [edit]).snapshot;
    const [ab, cd] = first.ids.transforms;
    expect([ids.transforms[0], ids.transforms[2]]).toEqual([cd, ab]);
    expect(first.ids.transforms).not.toContain(ids.transforms[1]);
  });
});

function allIds({ ids }: DocumentSnapshot): readonly NodeId[] {
  return [...ids.transforms, ...ids.routes];
}

function idsOf({ ids }: DocumentSnapshot, section: string): readonly NodeId[] {
  return section === 'transform' ? ids.transforms : ids.routes;
}

function rulesOf(text: string, section: string): readonly string[] {
  const yaml = parseYaml(text);
  const node = yaml.nodeAt([section])?.node;
  if (node?.kind !== 'sequence') return [];
  return node.items.map((_, index) => {
    const range = yaml.entryRange([section, index])!;
    return text.slice(range.start, range.end);
  });
}

/** The edits of an act, and which id is wanted at each place afterwards (undefined: a new one). */
function perform(
  snapshot: DocumentSnapshot,
  section: string,
  { kind, a, b }: Act,
): { outcome: EditOutcome; wanted: (NodeId | undefined)[] } {
  const path: Path = [section];
  const wanted: (NodeId | undefined)[] = [...idsOf(snapshot, section)];
  const [from, to] = [a % Math.max(1, wanted.length), b % Math.max(1, wanted.length)];
  switch (kind) {
    case 'set':
      return { outcome: setValue(snapshot.yaml, [section, from, 'source-table'], `set.t${a}_${b}`), wanted };
    case 'insert':
      wanted.splice(from, 0, undefined);
      return {
        outcome: insertItem(snapshot.yaml, path, {
          index: from,
          value: { 'source-table': `new.t${b}_${snapshot.version}` },
        }),
        wanted,
      };
    case 'remove':
      wanted.splice(from, 1);
      return { outcome: removeEntry(snapshot.yaml, [section, from]), wanted };
    case 'move':
      wanted.splice(to, 0, ...wanted.splice(from, 1));
      return { outcome: moveItem(snapshot.yaml, path, { from, to }), wanted };
  }
}

test('[D7] untouched rules and lists are the same objects', () => {
  const text =
    'transform:\n  - source-table: a.b\n  - source-table: c.d\nroute:\n  - source-table: a.b\n    sink-table: x.y\n';
  const first = createDocument(text, CONTEXT);
  const at = text.indexOf('c.d');
  const { snapshot } = applyDocumentEdits(first, [{ range: { start: at, end: at }, text: 'xx' }]);
  expect(snapshot.text).toBe(applyTextEdits(text, [{ range: { start: at, end: at }, text: 'xx' }]));
  expect(snapshot.pipeline.transforms[0]).toBe(first.pipeline.transforms[0]);
  expect(snapshot.pipeline.routes).toBe(first.pipeline.routes);
  expect(snapshot.pipeline.options).toBe(first.pipeline.options);
  expect(snapshot.ids).toBe(first.ids);
});
