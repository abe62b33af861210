// The keys of a document against the list of Flink CDC's, where it lies beside the checkout.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OptionSpec } from '../descriptor/index.ts';
import {
  FUNCTION_KEYS,
  PIPELINE_KEYS,
  ROUTE_KEYS,
  SECTIONS,
  SINK_KEYS,
  SOURCE_KEYS,
  TRANSFORM_KEYS,
} from './grammar.ts';

const REFERENCE = '../shared/reference/pipeline.json';
interface ReferenceKey {
  readonly key: string;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly string[] | null;
}
const facts = existsSync(REFERENCE)
  ? (JSON.parse(readFileSync(REFERENCE, 'utf8')) as Readonly<Record<string, readonly ReferenceKey[]>>)
  : {};

const OURS: Readonly<Record<string, readonly OptionSpec[]>> = {
  topLevel: SECTIONS,
  sourceAndSinkCommon: SOURCE_KEYS,
  sinkCommon: SINK_KEYS,
  route: ROUTE_KEYS,
  transform: TRANSFORM_KEYS,
  pipeline: PIPELINE_KEYS,
  userDefinedFunction: FUNCTION_KEYS,
};

const rows = Object.entries(OURS).flatMap(([section, keys]) =>
  (facts[section] ?? []).map((fact) => [section, fact.key, fact, keys] as const),
);

describe.skipIf(rows.length === 0)('the list of keys of Flink CDC', () => {
  test.each(rows)('%s: %s', (_section, key, fact, keys) => {
    const ours = keys.find((one) => one.key === key);
    expect(ours?.key).toBe(key);
    expect(ours?.values ?? null).toEqual(fact.enum ?? null);
    expect(ours?.required === true).toBe(fact.required === true);
    // An empty list or text is what "left out" means here, and a system's zone has no value to show.
    const isTold =
      typeof fact.default === 'number' || (typeof fact.default === 'string' && fact.default !== '');
    expect(isTold && fact.default !== 'systemDefault' ? String(ours?.default) : undefined).toBe(
      isTold && fact.default !== 'systemDefault' ? String(fact.default) : undefined,
    );
  });
});
