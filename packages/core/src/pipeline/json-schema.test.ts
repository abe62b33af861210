import { expect, it } from 'vitest';
import { createCatalog } from '../descriptor/index.ts';
import { pipelineJsonSchema } from './index.ts';

const catalog = createCatalog([
  {
    type: 'db',
    role: 'source',
    title: '',
    summary: 'A database.',
    glyph: 'D',
    engines: ['flink'],
    tableIdParts: [2],
    checksKeys: true,
    options: [
      { key: 'host', kind: 'string', required: true, description: 'Host.' },
      { key: 'mode', kind: 'enum', values: ['initial', '7'], default: 'initial', description: 'Mode.' },
      { key: 'x.', kind: 'string', prefix: true, description: 'More.' },
    ],
    example: {},
  },
]);

it('holds the grammar and each connector under its type', () => {
  const schema = pipelineJsonSchema(catalog);
  expect(schema).toMatchObject({
    required: ['source', 'sink'],
    additionalProperties: false,
    properties: {
      source: {
        properties: { type: { enum: ['db'] } },
        allOf: [
          {
            if: { properties: { type: { const: 'db' } } },
            // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word
            then: {
              required: ['host'],
              additionalProperties: false,
              properties: {
                host: { description: 'Host.', type: ['string', 'number', 'boolean'] },
                mode: { default: 'initial', anyOf: [{ enum: ['initial', 'INITIAL', '7', 7] }, {}] },
              },
              patternProperties: { '^x\\..': { description: 'More.' } },
            },
          },
        ],
      },
      route: {
        type: 'array',
        items: { required: ['source-table', 'sink-table'], additionalProperties: false },
      },
      pipeline: { properties: { parallelism: { anyOf: [{ type: 'integer', minimum: 1 }, {}, {}] } } },
    },
  });
});
