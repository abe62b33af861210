// The list of Flink CDC's functions against ours, where it lies beside the checkout: names, releases, and what each example gives.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateText } from '../testing/evaluate-text.ts';
import { FUNCTIONS } from './catalogue.ts';

const REFERENCE = '../shared/reference/functions.json';
interface ReferenceFunction {
  readonly name: string;
  readonly kind: string;
  readonly example?: { readonly expr: string; readonly result: string };
  readonly since?: string;
}
const facts: readonly ReferenceFunction[] = existsSync(REFERENCE)
  ? (JSON.parse(readFileSync(REFERENCE, 'utf8')) as readonly ReferenceFunction[])
  : [];

/** Syntax rather than functions: what they give is tested by their examples. */
const SYNTAX = new Set(['ARRAY', 'MAP', 'ROW', '[]', 'CASE', 'CAST', 'TRY_CAST', 'INTERVAL', 'EXTRACT']);
/** Names that a user gives to a function or model of the pipeline. */
const NAMED_BY_USERS = new Set(['AI_CHAT_PREDICT', 'GET_EMBEDDING', 'AI_LANGCHAIN_PREDICT', '<udf name>']);

const isFunction = ({ kind, name }: ReferenceFunction) =>
  kind !== 'operator' && kind !== 'metadata' && !SYNTAX.has(name) && !NAMED_BY_USERS.has(name);
const canBeEvaluated = ({ kind, example }: ReferenceFunction) =>
  example !== undefined && !['metadata', 'ai', 'udf'].includes(kind);

describe.skipIf(facts.length === 0)('the list of functions of Flink CDC', () => {
  test.each(facts.filter(isFunction).map((fact) => [fact.name, fact] as const))('has %s', (name, fact) => {
    const ours = FUNCTIONS.find((one) => one.name === name || one.aliases?.includes(name) === true);
    expect(ours?.name).toBeDefined();
    expect(ours?.since).toBe(fact.since);
  });

  test.each(facts.filter(canBeEvaluated).map(({ name, example }) => [name, example] as const))(
    '%s gives what its example says',
    (_name, example) => {
      const result = evaluateText(example?.expr ?? '').replace(/^NULL$/, 'null');
      // A remark may stand behind the value.
      expect(example?.result.replace(/ \(time zone UTC\)$/, '')).toBe(result);
    },
  );
});
