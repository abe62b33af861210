import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { flinkDeployment, resourceName } from './flink-deployment.ts';
import schema from './flink-deployment.schema.json' with { type: 'json' };

const { $comment: _, ...definition } = schema;
const deployment = z.fromJSONSchema(definition as Parameters<typeof z.fromJSONSchema>[0]);

const manifest = (document: string, name = 'Orders → Doris', parallelism = 2) =>
  parseAllDocuments(flinkDeployment({ document, name, parallelism, cdcVersion: '3.6.0' })).map(
    (one) => one.toJS() as Record<string, unknown>,
  );

describe('the manifest for the Kubernetes operator', () => {
  test('keeps to the schema of FlinkDeployment', () => {
    const [, flink] = manifest('source: {}\n');
    expect(deployment.safeParse(flink).error?.issues ?? []).toEqual([]);
    expect(flink).toMatchObject({
      metadata: { name: 'orders-doris' },
      spec: { job: { parallelism: 2, jarURI: 'local:///opt/flink/lib/flink-cdc-dist-3.6.0.jar' } },
    });
  });

  test('the schema does find what is wrong', () => {
    const [, flink] = manifest('source: {}\n') as [unknown, { spec: { job: Record<string, unknown> } }];
    const job = (more: object) => ({
      ...flink,
      spec: { ...flink.spec, job: { ...flink.spec.job, ...more } },
    });
    for (const wrong of [job({ paralelism: 2 }), job({ upgradeMode: 'never' }), job({ args: 'x' })]) {
      expect(deployment.safeParse(wrong).success).toBe(false);
    }
  });

  test('the document arrives as it is, whatever it begins and ends with', () => {
    const line = fc.constantFrom(
      '',
      'a: 1',
      '  b: |',
      '    deep',
      '# note',
      "- 'x'",
      'c: "\\t"',
      '---x',
      '\ttab',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const document = `${['top: 1', ...lines, 'end: 1'].join('\n')}\n`;
        const [secret] = manifest(document);
        expect(secret).toMatchObject({ kind: 'Secret', stringData: { 'pipeline.yaml': document } });
      }),
    );
  });

  test.each([
    ['Orders to Doris', 'orders-to-doris'],
    ['2 shops', 'shops'],
    ['…', 'pipeline'],
    ['x'.repeat(60), 'x'.repeat(45)],
  ])('%s is called %s', (name, label) => {
    expect(resourceName(name)).toBe(label);
  });
});
