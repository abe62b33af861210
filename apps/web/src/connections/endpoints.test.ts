import { expect, it } from 'vitest';
import { endpointsOf, secretUses } from './endpoints.ts';

const document = (database: string) => `source:
  type: postgres
  hostname: db1
  port: 5433
  username: cdc
  password: \${secret.SHOP}
  tables: shop.public.orders
  slot.name: s
sink:
  type: postgres
  hostname: db2
  username: etl
  password: \${secret.DW}
  database: ${database}
`;

const PIPELINES = [
  { id: 'a', name: 'one', text: document('warehouse') },
  { id: 'b', name: 'two', text: document('archive') },
  { id: 'c', name: 'broken', text: 'source: [' },
];

it('names each database once, with everything that uses it', () => {
  expect(
    endpointsOf(PIPELINES).map(({ role, address, usedBy }) => [role, address, usedBy.map(({ id }) => id)]),
  ).toEqual([
    ['sink', 'etl@db2/archive', ['b']],
    ['sink', 'etl@db2/warehouse', ['a']],
    ['source', 'cdc@db1:5433/shop', ['a', 'b']],
  ]);
});

it('says which pipelines refer to a secret', () => {
  const uses = secretUses(PIPELINES);
  expect([...uses].map(([name, by]) => [name, by.map(({ id }) => id)])).toEqual([
    ['SHOP', ['a', 'b']],
    ['DW', ['a', 'b']],
  ]);
});
