import { describe, expect, test } from 'vitest';
import { evaluateText } from '../testing/evaluate-text.ts';
import { FUNCTIONS } from './catalogue.ts';

describe.each(FUNCTIONS.map((entry) => [entry.name, entry] as const))('%s', (_name, entry) => {
  test.each(entry.examples.map((example) => [example.expression, example.result]))(
    '%s is %s',
    (expression, result) => {
      expect(evaluateText(expression)).toBe(result);
    },
  );

  test('says what it is', () => {
    expect(entry.summary.endsWith('.')).toBe(true);
    expect(entry.signatures.length).toBeGreaterThan(0);
  });
});
