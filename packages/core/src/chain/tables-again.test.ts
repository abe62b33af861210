import { describe, expect, it } from 'vitest';
import { createCatalog } from '../descriptor/index.ts';
import { parsePipeline } from '../pipeline/index.ts';
import { parseYaml } from '../yaml/index.ts';
import { type ChangeEvent } from '../event/index.ts';
import { createOperatorChain } from './index.ts';
import { chainOf, send, create, insert, T, MERGED, id } from './testing/chain-of.ts';

describe('tables that come again', () => {
  it('[SE7] pass silently alike, and fail otherwise', () => {
    const chain = chainOf('');
    const more = { type: 'add.column', table: 'db.t', columns: [{ column: { name: 'z', type: 'INT' } }] };
    expect(send(chain, T, more, more, T, insert('db.t', { id: 1, z: 2 }))).toHaveLength(3);
    expect(() => send(chain, create('db.t', { id: 'INT' }))).toThrow('with other columns');
  });

  it('[SE18] are made anew after they were dropped', () => {
    const chain = chainOf('pipeline:\n  schema.change.behavior: evolve\n');
    const other = create('db.t', { key: 'STRING' });
    const result = send(chain, T, { type: 'drop.table', table: 'db.t' }, other, insert('db.t', { key: 'k' }));
    expect(result).toEqual([T, { type: 'drop.table', table: 'db.t' }, other, insert('db.t', { key: 'k' })]);
  });

  it('[SE4] go on with the schema they had while they are dropped', () => {
    const chain = chainOf('pipeline:\n  schema.change.behavior: evolve\n');
    const more = {
      type: 'add.column',
      table: 'db.t',
      columns: [{ column: { name: 'z', type: 'INT' }, position: 'last' }],
    };
    const result = send(
      chain,
      T,
      { type: 'drop.table', table: 'db.t' },
      more,
      insert('db.t', { id: 1, z: 2 }),
    );
    expect(result.slice(2)).toEqual([more, insert('db.t', { id: 1, name: null, extra: null, z: 2 })]);
  });

  it('[SE18] widen a sink table that was never dropped', () => {
    const chain = chainOf(MERGED.replace('evolve', 'lenient'));
    const result = send(
      chain,
      create('db.part_1', { id: 'INT' }),
      { type: 'drop.table', table: 'db.part_1' },
      create('db.part_1', { id: 'BIGINT', b: 'INT' }),
      insert('db.part_1', { id: 7, b: 1 }),
    );
    expect(result.map((event) => (event as { type: string }).type)).toEqual([
      'create.table',
      'add.column',
      'alter.column.type',
      'insert',
    ]);
    expect(result.at(-1)).toEqual(insert('db.all', { id: 7, b: 1 }));
  });

  it('fail where no create.table came', () => {
    const chain = chainOf('');
    const event: ChangeEvent = { type: 'delete', table: id('db.t'), before: [] };
    expect(() => chain.process(event, [])).toThrow(expect.objectContaining({ code: 'event-table' }));
  });

  it('fail where the sink was never told of the table', () => {
    const told = `sink:\n  type: x\n  exclude.schema.changes: [create.table]\n`;
    const { pipeline } = parsePipeline(parseYaml(`source:\n  type: x\n${told}`), createCatalog([]));
    const silent = createOperatorChain({
      pipeline,
      defaultTimeZone: 'UTC',
      now: () => 0,
      metadataColumns: [],
    });
    expect(send(silent, T)).toEqual([]);
    expect(() => send(silent, insert('db.t', { id: 1 }))).toThrow('never told to create');
  });
});
