import { describe, expect, test } from 'vitest';
import { createCatalog } from '../descriptor/index.ts';
import { applyDocumentEdits, createDocument } from '../document/index.ts';
import type { DocumentSnapshot } from '../document/index.ts';
import { deepChecks } from '../pipeline/index.ts';
import type { EditOutcome } from '../yaml/index.ts';
import * as commands from './index.ts';

const catalog = createCatalog([]);

type Command = (snapshot: DocumentSnapshot) => EditOutcome;
function run(text: string, command: Command): string {
  const snapshot = createDocument(text, { catalog, checks: deepChecks });
  const outcome = command(snapshot);
  return outcome.ok ? applyDocumentEdits(snapshot, outcome.edits).snapshot.text : outcome.code;
}

const rule = { 'source-table': 'a.b' };
const cases: readonly (readonly [string, string, Command, string])[] = [
  ['a transform in an empty document', '', (s) => commands.addTransform(s, { sourceTable: 'a.b', filter: 'x > 1' }), 'transform:\n  - source-table: a.b\n    filter: x > 1\n'],
  ['a section in its usual place', 'source:\n    type: x\n\nroute:\n- source-table: r\n', (s) => commands.insertRuleAt(s, { kind: 'transform', rule }), 'source:\n    type: x\n\ntransform:\n- source-table: a.b\n\nroute:\n- source-table: r\n'],
  ['a rule with CRLF and no last break', 'route:\r\n  - source-table: r', (s) => commands.addRoute(s, { sourceTable: 'a.b', sinkTable: 'c.<>', replaceSymbol: '<>' }), 'route:\r\n  - source-table: r\r\n  - source-table: a.b\r\n    sink-table: c.<>\r\n    replace-symbol: <>'],
  ['a rule in front of a commented one', 'route:\n  # one\n  - source-table: r\n', (s) => commands.insertRuleAt(s, { kind: 'route', index: 0, rule }), 'route:\n  - source-table: a.b\n  # one\n  - source-table: r\n'],
  ['a rule in an empty list with a comment', 'route: [] # none\nsink: {}\n', (s) => commands.insertRuleAt(s, { kind: 'route', rule }), 'route: # none\n  - source-table: a.b\nsink: {}\n'],
  ['a first source', 'sink:\n  type: values\n', (s) => commands.setSource(s, { type: 'mysql', options: { port: 3306 } }), 'source:\n  type: mysql\n  port: 3306\nsink:\n  type: values\n'],
  ['another sink', '# a\nsink:\n  type: values # old\n\npipeline:\n  name: p\n', (s) => commands.setSink(s, { type: 'kafka', options: {} }), '# a\nsink:\n  type: kafka # old\n\npipeline:\n  name: p\n'],
  ['the only rule', 'source:\n  type: x\nroute:\n  - source-table: a\n', (s) => commands.removeNode(s, { path: ['route', 0] }), 'source:\n  type: x\n'],
  ['the only rule of a commented section', '# routes\nroute:\n  - source-table: a\n', (s) => commands.removeNode(s, { path: ['route', 0] }), '# routes\nroute: []\n'],
  ['a copy', 'route:\n  - source-table: "a.b"\n    sink-table: x\n', (s) => commands.duplicateNode(s, { path: ['route', 0] }), 'route:\n  - source-table: "a.b"\n    sink-table: x\n  - source-table: a.b\n    sink-table: x\n'],
  ['a copy of a source', 'source:\n  type: x\n', (s) => commands.duplicateNode(s, { path: ['source'] }), 'edit-wrong-kind'],
  ['a move past a detached comment', 'route:\n- a: 1\n\n# apart\n\n- a: 2\n', (s) => commands.moveNode(s, { kind: 'route', from: 0, to: 1 }), 'route:\n\n# apart\n\n- a: 2\n- a: 1\n'],
  ['an option in quotes', "source: {type: x, password: 'old'} # c\n", (s) => commands.setOption(s, { role: 'source', key: 'password', value: "it's" }), "source: {type: x, password: 'it''s'} # c\n"],
  ['a new option', 'source:\n  type: x\n  # end\n\nsink:\n', (s) => commands.setOption(s, { role: 'source', key: 'port', value: '5432' }), 'source:\n  type: x\n  port: 5432\n  # end\n\nsink:\n'],
  ['an option that is not there', 'source:\n  type: x\n', (s) => commands.unsetOption(s, { role: 'source', key: 'port' }), 'source:\n  type: x\n'],
  ['a field of a rule', 'transform:\n  - source-table: a\n    projection: >-\n      id,\n      name\n', (s) => commands.setRuleField(s, { kind: 'transform', index: 0, key: 'projection', value: 'id, first_name' }), 'transform:\n  - source-table: a\n    projection: >-\n      id,\n      first_name\n'],
  ['the first field of a rule', 'route:\n  - source-table: a\n    sink-table: b\n', (s) => commands.unsetRuleField(s, { kind: 'route', index: 0, key: 'source-table' }), 'route:\n  - sink-table: b\n'],
  ['the name of a pipeline', 'sink:\n  type: x\n', (s) => commands.renamePipeline(s, { name: 'a: b' }), "sink:\n  type: x\npipeline:\n  name: 'a: b'\n"],
  ['a setting', 'pipeline:\n  parallelism: 2\n', (s) => commands.setPipelineOption(s, { key: 'parallelism', value: 4 }), 'pipeline:\n  parallelism: 4\n'],
  ['a last setting', 'pipeline:\n  name: x\n', (s) => commands.unsetPipelineOption(s, { key: 'name' }), 'pipeline: {}\n'],
  ['anything in a broken text', 'source: "\n', (s) => commands.setOption(s, { role: 'source', key: 'a', value: 'b' }), 'edit-broken-text'],
  ['an option of an anchored source', 'source: &s\n  type: x\nsink: *s\n', (s) => commands.setOption(s, { role: 'source', key: 'type', value: 'b' }), 'edit-linked'],
  ['an option of an aliased sink', 'source: &s\n  type: x\nsink: *s\n', (s) => commands.setOption(s, { role: 'sink', key: 'type', value: 'b' }), 'edit-linked'],
  ['an option of a merged source', 'x: &x\n  a: 1\nsource:\n  <<: *x\n', (s) => commands.setOption(s, { role: 'source', key: 'type', value: 'b' }), 'edit-linked'],
  ['a rule switched off', 'route:\n  # mine\n  - source-table: a\n    # of it\n    sink-table: >-\n      b\n\n      c\n  - source-table: d\n', (s) => commands.disableRule(s, { kind: 'route', index: 0 }), 'route:\n  # mine\n  # - source-table: a\n  #   # of it\n  #   sink-table: >-\n  #     b\n\n  #     c\n  - source-table: d\n'],
  ['the only rule switched off', 'route: # all\n- source-table: a\n  sink-table: b', (s) => commands.disableRule(s, { kind: 'route', index: 0 }), 'route: [] # all\n# - source-table: a\n#   sink-table: b'],
  ['the only rule switched on', 'route: [] # all\n# - source-table: a\n#   sink-table: b', (s) => commands.enableRule(s, { kind: 'route', at: 0 }), 'route: # all\n- source-table: a\n  sink-table: b'],
  ['a rule switched off by hand, under nothing', 'transform:\r\n  # - source-table: a\r\n  #   filter: x\r\nroute:\r\n', (s) => commands.enableRule(s, { kind: 'transform', at: 0 }), 'transform:\r\n  - source-table: a\r\n    filter: x\r\nroute:\r\n'],
  ['the second of two that are off', 'route:\n  # - source-table: a\n  # - source-table: b\n  #   sink-table: c\n  - source-table: d\n', (s) => commands.enableRule(s, { kind: 'route', at: 1 }), 'route:\n  # - source-table: a\n  - source-table: b\n    sink-table: c\n  - source-table: d\n'],
  ['one that is off taken out', 'route:\n  # - source-table: a\n  # a remark\n  - source-table: d\n', (s) => commands.removeDisabledRule(s, { kind: 'route', at: 0 }), 'route:\n  # a remark\n  - source-table: d\n'],
  ['a rule below one that is off', 'route:\n  - source-table: c\n  # - source-table: a\n  # its own remark\n  - source-table: d\n', (s) => commands.removeNode(s, { path: ['route', 1] }), 'route:\n  - source-table: c\n  # - source-table: a\n'],
  ['the only rule above one that is off', 'route:\n  - source-table: c\n  # - source-table: a\n', (s) => commands.removeNode(s, { path: ['route', 0] }), 'route: []\n  # - source-table: a\n'],
  ['a rule in brackets', 'route: [{source-table: a}]\n', (s) => commands.disableRule(s, { kind: 'route', index: 0 }), 'edit-notation'],
  ['a rule of an anchored list', 'route: &r\n  - source-table: a\nx: *r\n', (s) => commands.disableRule(s, { kind: 'route', index: 0 }), 'edit-linked'],
]; // prettier-ignore

describe('commands', () => {
  test.each(cases)('[C1] %s', (...[, text, command, wanted]) => {
    expect(run(text, command)).toBe(wanted);
  });

  test('[C2] adding a rule and removing it leaves the text as it was', () => {
    for (const text of [
      'source:\n  type: x\n',
      'source:\n  type: x\n\nsink:\n  type: y',
      'route:\n  - source-table: z\n\n',
    ]) {
      const first = createDocument(text, { catalog, checks: deepChecks });
      const added = run(text, (snapshot) => commands.insertRuleAt(snapshot, { kind: 'route', rule }));
      const index = first.pipeline.routes.length;
      expect(
        run(added, (snapshot) => commands.removeNode(snapshot, { path: ['route', index] })).trimEnd(),
      ).toBe(text.trimEnd());
    }
  });
});
