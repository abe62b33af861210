// Every function of the language. One entry each; nothing else in the product knows functions by name.
import { BASE64_FUNCTIONS } from './base64.ts';
import { CONCATENATION_FUNCTIONS } from './concatenation.ts';
import { CONDITIONAL_FUNCTIONS } from './conditional.ts';
import { AI_FUNCTIONS } from './ai.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { NESTED_FUNCTIONS } from './nested.ts';
import { PATTERN_FUNCTIONS } from './patterns.ts';
import { CLOCK_FUNCTIONS } from './clock.ts';
import { TIME_MATH_FUNCTIONS } from './time-math.ts';
import { TIME_PART_FUNCTIONS } from './time-parts.ts';
import { TIME_TEXT_FUNCTIONS } from './time-text.ts';
import type { FunctionDef } from './function-def.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { SEARCH_FUNCTIONS } from './text-search.ts';
import { TEXT_FUNCTIONS } from './text.ts';

export const FUNCTIONS: readonly FunctionDef[] = [
  ...TEXT_FUNCTIONS,
  ...CONCATENATION_FUNCTIONS,
  ...SEARCH_FUNCTIONS,
  ...BASE64_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...CONDITIONAL_FUNCTIONS,
  ...CLOCK_FUNCTIONS,
  ...TIME_TEXT_FUNCTIONS,
  ...TIME_MATH_FUNCTIONS,
  ...TIME_PART_FUNCTIONS,
  ...PATTERN_FUNCTIONS,
  ...NESTED_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...AI_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, FunctionDef> = new Map(
  FUNCTIONS.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])].map((name) => [name, entry] as const)),
);

/** Names do not mind case. */
export function findFunction(name: string): FunctionDef | undefined {
  return BY_NAME.get(name.toUpperCase());
}

export function functionNames(): readonly string[] {
  return [...BY_NAME.keys()];
}
