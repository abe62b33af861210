// Edits of rules and of the two ends, for as long as core/commands is not there.
import type { DocumentSnapshot } from '@tailrace/core/document';
import {
  insertEntry,
  insertItem,
  moveItem,
  removeEntry,
  setValue,
  type EditOutcome,
  type YamlValue,
} from '@tailrace/core/yaml';

export type RuleKind = 'transform' | 'route';

export function insertRuleAt(
  s: DocumentSnapshot,
  a: { kind: RuleKind; index?: number; rule: Record<string, string> },
): EditOutcome {
  if (s.yaml.keyRange([a.kind]) === undefined) {
    const before = a.kind === 'transform' && s.yaml.keyRange(['route']) !== undefined ? 'route' : 'sink';
    return insertEntry(s.yaml, [], { key: a.kind, value: [a.rule] as YamlValue, before });
  }
  return insertItem(s.yaml, [a.kind], { index: a.index ?? 1e9, value: a.rule });
}
export const moveRule = (s: DocumentSnapshot, a: { kind: RuleKind; from: number; to: number }): EditOutcome =>
  moveItem(s.yaml, [a.kind], { from: a.from, to: a.to });
export const removeAt = (s: DocumentSnapshot, path: readonly (string | number)[]): EditOutcome => {
  const rules = path[0] === 'transform' ? s.pipeline.transforms : s.pipeline.routes;
  return removeEntry(s.yaml, path.length === 2 && rules.length === 1 ? [path[0] ?? ''] : path);
};
export function setConnector(
  s: DocumentSnapshot,
  a: { role: 'source' | 'sink'; type: string; example: Readonly<Record<string, string | number | boolean>> },
): EditOutcome {
  const value = { type: a.type, ...a.example };
  if (s.yaml.keyRange([a.role]) === undefined)
    return insertEntry(s.yaml, [], {
      key: a.role,
      value,
      before: a.role === 'source' ? 'transform' : 'pipeline',
    });
  return setValue(s.yaml, [a.role], value);
}
