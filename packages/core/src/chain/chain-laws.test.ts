// Schema and rows never part, whatever changes pass through a star.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { createCatalog } from '../descriptor/index.ts';
import type { AddedColumn, ChangeEvent, SchemaChangeEvent } from '../event/index.ts';
import { parsePipeline } from '../pipeline/index.ts';
import { applySchemaChange } from '../schema-evolution/index.ts';
import { type TableSchema, tableId } from '../table/index.ts';
import { parseDataType } from '../types/index.ts';
import { parseYaml } from '../yaml/index.ts';
import { createOperatorChain } from './index.ts';

const table = tableId('db', 't');
const INT = must(parseDataType('INT'), 'INT');
const base: TableSchema = {
  columns: [
    { name: 'id', type: INT },
    { name: 'name', type: must(parseDataType('STRING'), 'STRING') },
  ],
  primaryKeys: [],
  partitionKeys: [],
  options: {},
};

const place = fc.constantFrom<
  (existing: string) => { position: 'first' | 'last' } | { position: 'before' | 'after'; existing: string }
>(
  () => ({ position: 'first' }),
  () => ({ position: 'last' }),
  (existing) => ({ position: 'before', existing }),
  (existing) => ({ position: 'after', existing }),
);
const step = fc.record({
  kind: fc.constantFrom('add', 'drop', 'rename'),
  at: fc.nat(50),
  places: fc.array(place, { minLength: 1, maxLength: 3 }),
});

/** A change of columns that are there; `name` stays, because the projection names it. */
function toEvent(
  schema: TableSchema,
  one: { kind: string; at: number; places: ((existing: string) => object)[] },
  number: number,
): SchemaChangeEvent {
  const names = schema.columns.map((column) => column.name);
  const free = names.filter((name) => name !== 'name');
  const victim = free[one.at % Math.max(1, free.length)];
  if (one.kind === 'drop' && victim !== undefined && free.length > 1)
    return { type: 'drop.column', table, columns: [victim] };
  if (one.kind === 'rename' && victim !== undefined)
    return { type: 'rename.column', table, names: { [victim]: `r${number}` } };
  const columns = one.places.map((put, at): AddedColumn => ({
    column: { name: `c${number}_${at}`, type: INT },
    ...(put(names[one.at % names.length] ?? 'name') as { position: 'last' }),
  }));
  return { type: 'add.column', table, columns };
}

const chainOf = (projection: string) => {
  const yaml = `source:\n  type: x\nsink:\n  type: x\ntransform:\n  - source-table: db.t\n    projection: "${projection}"\npipeline:\n  schema.change.behavior: evolve\n`;
  const { pipeline } = parsePipeline(parseYaml(yaml), createCatalog([]));
  return createOperatorChain({ pipeline, defaultTimeZone: 'UTC', now: () => 0, metadataColumns: [] });
};

it.each(['*', '*, UPPER(name) AS shout', 'UPPER(name) AS shout, *', 'name, *, 1 AS one', "*, 'x' AS name"])(
  '%s: changes one by one lead to what the final schema gives',
  (projection) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const chain = chainOf(projection);
        const out: ChangeEvent[] = [];
        chain.process({ type: 'create.table', table, schema: base }, out);
        let source = base;
        for (const [number, one] of steps.entries()) {
          const event = toEvent(source, one, number);
          source = applySchemaChange(source, event);
          chain.process(event, out);
        }
        const told = out.reduce<TableSchema | undefined>(
          (schema, event) =>
            event.type === 'create.table'
              ? event.schema
              : schema && applySchemaChange(schema, event as SchemaChangeEvent),
          undefined,
        );
        const fresh = chainOf(projection);
        fresh.process({ type: 'create.table', table, schema: source }, []);
        const names = (schema: TableSchema | undefined) => schema?.columns.map((column) => column.name);
        expect(names(chain.transformedSchema(table))).toEqual(names(fresh.transformedSchema(table)));
        expect(names(chain.sinkSchema(table))).toEqual(names(fresh.transformedSchema(table)));
        expect(names(told)).toEqual(names(fresh.transformedSchema(table)));
      }),
      { numRuns: 50 },
    );
  },
);
