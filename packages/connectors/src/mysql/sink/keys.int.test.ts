// Rows by their keys, and by the other values that are unique; rows of tables without a key.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNSENT, type Row } from '@tailrace/core/value';
import type { SinkWriter } from '@tailrace/engine/api';
import { startMariadbWorld, type MariadbWorld } from '../testing/mariadb-world.ts';
import {
  PAIR,
  context,
  create,
  freshTable,
  insert,
  nameOf,
  schema,
  update,
  useWriter,
} from './testing/writing.ts';

let world: MariadbWorld;
beforeAll(async () => {
  world = await startMariadbWorld();
});
afterAll(async () => {
  await world.stop();
});

const withWriter = async <T>(
  use: (writer: SinkWriter) => Promise<T>,
  options: Readonly<Record<string, string>> = {},
): Promise<T> => useWriter(world, use, { options });

describe('keys', () => {
  it('differ in case, in blanks at the end and in accents', async () => {
    const of = schema({ k: 'STRING NOT NULL', v: 'INT' }, ['k']);
    const table = freshTable();
    const keys = ['a', 'A', 'a ', 'ä', 'á', '', ' '];
    await withWriter(async (writer) => {
      await create(writer, table, of);
      await writer.write(
        keys.map((key, at) => insert(table, key, at)),
        context(of),
      );
      await writer.commit({ at: 1 });
      await writer.write([{ type: 'delete', table, before: ['a', null] }], context(of));
      await writer.commit({ at: 2 });
    });
    const rows = await world.dst(`SELECT k FROM ${nameOf(table)}`);
    expect(new Set(rows.map((row) => row['k']))).toEqual(new Set(keys.slice(1)));
  });

  it('[F73] a swap of unique values within a transaction, also over the edge of what is held', async () => {
    const of = schema({ id: 'INT NOT NULL', u: 'INT', v: 'STRING' });
    const table = freshTable();
    const count = 30_000;
    await withWriter(async (writer) => {
      await create(writer, table, of);
      await world.dst(`ALTER TABLE ${nameOf(table)} ADD UNIQUE (u)`);
      await writer.write(
        Array.from({ length: count }, (_, at) => insert(table, at, at, 'old')),
        context(of),
      );
      await writer.commit({ at: 1 });
      // Each row takes the value of the next, the last one that of the first.
      const rotated = Array.from({ length: count }, (_, at) =>
        update(table, [at, at, 'old'], [at, (at + 1) % count, 'new']),
      );
      await writer.write(rotated, context(of));
      await writer.commit({ at: 2 });
    });
    const wrong = await world.dst(
      `SELECT COUNT(*) AS n, SUM(u = MOD(id + 1, ${count}) AND v = 'new') AS ok FROM ${nameOf(table)}`,
    );
    expect(wrong).toEqual([{ n: count, ok: String(count) }]);
  });

  it("a unique value that really is another row's stops the run", async () => {
    const of = schema({ id: 'INT NOT NULL', u: 'INT' });
    const table = freshTable();
    const written = withWriter(async (writer) => {
      await create(writer, table, of);
      await world.dst(`ALTER TABLE ${nameOf(table)} ADD UNIQUE (u)`);
      await writer.write([insert(table, 1, 7)], context(of));
      await writer.commit({ at: 1 });
      await writer.write([insert(table, 2, 7)], context(of));
      await writer.commit({ at: 2 });
    });
    await expect(written).rejects.toMatchObject({ data: { errno: 1062 } });
    expect(await world.dst(`SELECT id, u FROM ${nameOf(table)}`)).toEqual([{ id: 1, u: 7 }]);
  });

  it('columns that were not sent keep their value, over a move to another key, too, and its repetition', async () => {
    const of = schema({ id: 'INT NOT NULL', a: 'STRING', b: 'STRING' });
    const table = freshTable();
    await withWriter(async (writer) => {
      await create(writer, table, of);
      await writer.write([insert(table, 1, 'a', 'big')], context(of));
      await writer.commit({ at: 1 });
      for (const at of [2, 3]) {
        await writer.write([update(table, [1, UNSENT, UNSENT], [9, 'moved', UNSENT])], context(of, true));
        await writer.commit({ at });
      }
    });
    expect(await world.dst(`SELECT * FROM ${nameOf(table)}`)).toEqual([{ id: 9, a: 'moved', b: 'big' }]);
  });

  it('[F74] without a key: equal rows go one by one, by their bytes, and a missing one stops the run', async () => {
    const of = schema({ a: 'STRING', n: 'DOUBLE', f: 'FLOAT' }, []);
    const table = freshTable();
    const run = withWriter(async (writer) => {
      await create(writer, table, of);
      const row: Row = ['x', 0.1, Math.fround(0.1)];
      await writer.write(
        [
          insert(table, ...row),
          insert(table, ...row),
          insert(table, 'X', null, null),
          insert(table, 'x ', null, null),
        ],
        context(of),
      );
      await writer.commit({ at: 1 });
      await writer.write(
        [{ type: 'delete', table, before: row }, update(table, ['X', null, null], ['Y', 1, null])],
        context(of),
      );
      await writer.commit({ at: 2 });
      expect(await world.dst(`SELECT a FROM ${nameOf(table)} ORDER BY a`)).toEqual([
        { a: 'Y' },
        { a: 'x' },
        { a: 'x ' },
      ]);
      await writer.write([{ type: 'delete', table, before: ['y', 1, null] }], context(of));
      await writer.commit({ at: 3 });
    });
    await expect(run).rejects.toMatchObject({ code: 'sink-row-missing' });
  });

  it('many rows that are there already are upserted, by LOAD DATA and by INSERT, and other columns of the table stay', async () => {
    for (const [options, extra] of [
      [{}, ''],
      [{}, ', ADD other INT DEFAULT 5'],
      [{ 'load-data': 'never' }, ''],
    ] as const) {
      const table = freshTable();
      await withWriter(async (writer) => {
        await create(writer, table, PAIR);
        if (extra !== '') await world.dst(`ALTER TABLE ${nameOf(table)} ${extra.slice(2)}`);
        await writer.write([insert(table, 5, 'old'), insert(table, 2000, 'old')], context(PAIR));
        await writer.commit({ at: 1 });
        if (extra !== '') await world.dst(`UPDATE ${nameOf(table)} SET other = 6 WHERE id = 5`);
        const rows = Array.from({ length: 1000 }, (_, at) => insert(table, at, `new ${at}`));
        // Not told that they may be there, and told.
        await writer.write(rows, context(PAIR));
        await writer.commit({ at: 2 });
        await writer.write(rows, context(PAIR, true));
        await writer.commit({ at: 3 });
      }, options);
      const other = extra === '' ? '6' : `(SELECT other FROM ${nameOf(table)} WHERE id = 5)`;
      const [row] = await world.dst(
        `SELECT COUNT(*) AS n, SUM(a LIKE 'new%') AS renewed, ${other} AS other FROM ${nameOf(table)}`,
      );
      expect(row).toEqual({ n: 1001, renewed: '1000', other: 6 });
    }
  });
});
