// The time to read and check a whole document with many rules, from its text to all findings that need no tables, as `validate` does.
// The reference is the YAML parser alone (the yaml package) on the same text.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { parsePipeline } from '@tailrace/core/pipeline';
import { parseYaml } from '@tailrace/core/yaml';
import { parseDocument } from 'yaml';
import { median, type Benchmark } from './benchmark.ts';
import { documentOfRules } from './rules-document.ts';

const CALLS = 15;

export const validate: readonly Benchmark[] = [10, 200, 1000].map((rules) => ({
  name: `validate-${rules}`,
  unit: 'ms',
  better: 'less',
  runs: 5,
  referenceName: 'the YAML parser alone',
  setUp() {
    const text = documentOfRules(rules);
    const ours = (): void => {
      const { diagnostics } = parsePipeline(parseYaml(text), connectorCatalog);
      const wrong = diagnostics.find(({ severity }) => severity === 'error');
      if (wrong !== undefined) throw new Error(wrong.message);
    };
    const reference = (): void => {
      if (parseDocument(text).errors.length > 0) throw new Error('no YAML');
    };
    ours();
    reference();
    return Promise.resolve({
      ours: () => Promise.resolve(msOf(ours)),
      reference: () => Promise.resolve(msOf(reference)),
      tearDown: () => Promise.resolve(),
    });
  },
}));

function msOf(call: () => void): number {
  const times = Array.from({ length: CALLS }, () => {
    const began = performance.now();
    call();
    return performance.now() - began;
  });
  return median(times);
}
