import { connectorCatalog as catalog } from '@tailrace/connectors/descriptors';
import { parseYaml } from '@tailrace/core/yaml';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentForFlink, resolveDocument, targetOf, withoutSecrets } from './document-for-flink.ts';

const TEXT = `# orders
source:
  type: mysql
  hostname: \${env.HOST} # where
  username: cdc
  password: "\${secret.DB}"
  tables: shop.orders
sink: { type: doris, fenodes: 'fe:8030', username: root, password: 'x\${secret.DB}y' }
pipeline:
  name: orders
  parallelism: 3
  user-defined-function:
    - { name: up, classpath: com.me.Up }
`;

describe('a document for a submission', () => {
  test('keeps its references until the end, and says what it needs', () => {
    const { document, findings } = documentForFlink(TEXT, catalog, { target: '3.6' });
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(document).toMatchObject({
      text: TEXT,
      name: 'orders',
      parallelism: 3,
      needs: { source: 'mysql', sink: 'doris', functions: ['com.me.Up'], usesModels: false },
    });
  });

  test('any value comes out of the resolved text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (secret) => {
        const { text, secrets } = resolveDocument(TEXT, catalog, ({ kind }) =>
          kind === 'env' ? 'db1' : secret,
        );
        const yaml = parseYaml(text);
        expect(yaml.scalarText(['source', 'password'])).toBe(secret);
        expect(yaml.scalarText(['sink', 'password'])).toBe(`x${secret}y`);
        expect(text).toContain('hostname: db1 # where');
        expect(secrets).toEqual([secret]);
      }),
    );
  });

  test('a password from the environment is a secret, a host from there is not', () => {
    const text = TEXT.replace('${secret.DB}', '${env.DB}');
    const values: Record<string, string> = { HOST: 'db1', DB: 'sesame' };
    expect(resolveDocument(text, catalog, ({ name }) => values[name]).secrets).toEqual(['sesame']);
  });

  test('a reference without a value stops it, by its name', () => {
    expect(() => resolveDocument(TEXT, catalog, () => undefined)).toThrow(
      expect.objectContaining({
        code: 'unresolved-reference',
        message: expect.stringContaining('${env.HOST}'),
      }),
    );
  });

  test('no form of a secret stays in what is said', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), fc.string(), (secret, around) => {
        const text = `${around}${JSON.stringify(secret)} '${secret.replaceAll("'", "''")}' ${secret}`;
        const said = withoutSecrets(text, [secret]);
        fc.pre(!'***'.includes(secret));
        expect(said.replaceAll('***', '')).not.toContain(secret);
      }),
    );
  });

  test.each([
    ['3.6.0', '3.6'],
    ['3.2.1', '3.2'],
    ['3.9.0', 'newest'],
    [undefined, 'newest'],
  ])('release %s is checked as %s', (version, target) => {
    expect(targetOf(version)).toBe(target);
  });
});
