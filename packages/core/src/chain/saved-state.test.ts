import { describe, expect, it } from 'vitest';
import { type JsonValue } from '../value/index.ts';
import { chainOf, send, create, insert, RULE, T, MERGED } from './testing/chain-of.ts';

describe('the state of a chain', () => {
  it('goes on after a restart as if there had been none', () => {
    const yaml = `${RULE.replace('"id, UPPER(name) AS shout, name"', '"*, UPPER(name) AS shout"').replace('db.t', 'db.part_1')}${MERGED}`;
    const before = [
      create('db.part_1', { id: 'INT', name: 'STRING' }),
      create('db.part_2', { id: 'BIGINT', x: 'INT' }),
      {
        type: 'add.column',
        table: 'db.part_1',
        columns: [{ column: { name: 'z', type: 'INT' }, position: 'first' }],
      },
    ];
    const after = [
      insert('db.part_1', { id: 5, name: 'a', z: 1 }),
      insert('db.part_2', { id: 6, x: 2 }),
      { type: 'alter.column.type', table: 'db.part_2', types: { x: 'DOUBLE' } },
      create('db.part_1', { id: 'INT', name: 'STRING' }),
    ];
    const straight = chainOf(yaml);
    send(straight, ...before);
    const first = chainOf(yaml);
    send(first, ...before);
    const state = JSON.parse(JSON.stringify(first.saveState())) as JsonValue;
    const second = chainOf(yaml, { state });
    expect(second.saveState()).toEqual(first.saveState());
    expect(send(second, ...after)).toEqual(send(straight, ...after));
  });

  it('is refused when it is no state, or of another document', () => {
    expect(() => chainOf('', { state: { version: 2 } })).toThrow(
      expect.objectContaining({ code: 'chain-state' }),
    );
    const chain = chainOf(RULE);
    send(chain, T);
    const other = RULE.replace('"id, UPPER(name) AS shout, name"', 'id');
    expect(() => chainOf(other, { state: chain.saveState() })).toThrow('other columns');
  });
});
