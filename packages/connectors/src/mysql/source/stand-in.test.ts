// The session with a MySQL server that a stand-in plays: what it is asked, and what its answers and its log lead to.
import { afterEach, describe, expect, test } from 'vitest';
import { EVENT } from '../binlog/event-type.ts';
import {
  asked,
  closeStandIn,
  made,
  plain,
  position,
  read,
  rotate,
  rowEvents,
  UUID,
} from './testing/stand-in-source.ts';

const OTHER = '24bc7850-2c16-11e6-a073-0242ac110002';

afterEach(closeStandIn);

describe('a MySQL server', () => {
  test('is asked by GTIDs where it has them, with the set that was read', async () => {
    await read(
      { ...plain({ gtids: true }), dump: () => [rotate('mysql-bin.000009', 4, false), ...rowEvents(5, 700)] },
      { rows: 1, resumeFrom: position({ gtids: `${UUID}:1-7` }) },
    );
    const command = asked().at(-1) ?? '';
    expect(command).toMatch(/^1e0400/u);
    expect(command).toContain(UUID.replaceAll('-', ''));
    expect(asked().filter((sql) => /^SET @(?:master|slave|source)/u.test(sql))).toHaveLength(3);
  });

  test.each(['OFF_PERMISSIVE', 'ON_PERMISSIVE'])(
    'whose transactions have GTIDs or not (%s) is asked by file and position, which move',
    async (gtidMode) => {
      const { offset, error } = await read(
        {
          ...plain({ gtids: true, gtidMode }),
          dump: () => [rotate('mysql-bin.000001', 500, false), ...rowEvents(5, 700)],
        },
        { rows: 1, resumeFrom: position({ gtids: `${UUID}:1-7` }) },
      );
      expect(error).toBeUndefined();
      expect(asked().at(-1)).toMatch(/^12f4010000/u);
      expect(JSON.parse(offset)).toMatchObject({ file: 'mysql-bin.000001', pos: 700, gtids: `${UUID}:1-7` });
      // And another server is not taken for this one.
      await closeStandIn();
      const other = await read(plain({ gtids: true, gtidMode, uuid: OTHER }), {
        rows: 1,
        resumeFrom: position({ gtids: `${UUID}:1-7` }),
      });
      expect(other.error).toMatchObject({ code: 'mysql-other-server' });
    },
  );

  test('goes on at another server by GTIDs, and not without', async () => {
    const other = await read(
      {
        ...plain({ gtids: true, uuid: OTHER }),
        dump: () => [rotate('mysql-bin.000002', 4, false), ...rowEvents(5, 300)],
      },
      { rows: 1, resumeFrom: position({ gtids: `${UUID}:1-7` }) },
    );
    await closeStandIn();
    expect(other.error).toBeUndefined();
    expect(JSON.parse(other.offset)).toMatchObject({ file: 'mysql-bin.000002', server: OTHER });
    const refused = await read(plain({ uuid: OTHER }), { rows: 1, resumeFrom: position() });
    expect(refused.error).toMatchObject({ code: 'mysql-other-server' });
  });

  test('that lacks transactions which were read is refused', async () => {
    const { error } = await read(plain({ gtids: true }), {
      rows: 1,
      resumeFrom: position({ gtids: `${UUID}:1-99` }),
    });
    expect(error).toMatchObject({ code: 'mysql-gtids-missing' });
  });

  test.each([
    ['Could not find first log file name in binary log index file', 'mysql-history-lost', false],
    [
      'Cannot replicate because the source purged required binary logs. Replicate the missing transactions from elsewhere',
      'mysql-history-lost',
      false,
    ],
    [
      'A replica with the same server_uuid/server_id as this replica has connected to the source',
      'mysql-server-id-taken',
      true,
    ],
    [
      'log event entry exceeded max_allowed_packet; Increase max_allowed_packet on source',
      'mysql-log-refused',
      false,
    ],
  ])('1236, %s: %s', async (message, code, retryable) => {
    const { error } = await read({ ...plain(), dump: () => ({ errno: 1236, message }) }, { rows: 1 });
    expect(error).toMatchObject({ code, retryable });
  });

  test('whose connection breaks within a transaction gives nothing of it, and may be asked again', async () => {
    const [map, row] = rowEvents(1, 700);
    const { counts, error } = await read(
      { ...plain(), cut: true, dump: () => [rotate('mysql-bin.000001', 4, false), map!, row!] },
      { rows: 1 },
    );
    expect(error).toMatchObject({ code: 'mysql-connection-lost', retryable: true });
    expect(counts).toEqual({});
  });

  test.each([
    [
      'an incident',
      made(EVENT.INCIDENT, Buffer.from([1, 0, 4, ...Buffer.from('lost')]), { timestamp: 1, next: 700 }),
      'mysql-incident',
    ],
    [
      'an event of an unknown type',
      made(99, Buffer.alloc(3), { timestamp: 1, next: 700 }),
      'binlog-event-unknown',
    ],
    [
      'LOAD DATA as a statement',
      made(EVENT.EXECUTE_LOAD_QUERY, Buffer.alloc(40), { timestamp: 1, next: 700 }),
      'mysql-statement-format',
    ],
  ])('with %s in its log ends the run', async (_, event, code) => {
    const { error } = await read(
      { ...plain(), dump: () => [rotate('mysql-bin.000001', 4, false), event] },
      { rows: 1 },
    );
    expect(error).toMatchObject({ code });
  });

  test('an event that may be ignored is', async () => {
    const ignorable = made(99, Buffer.alloc(3), { timestamp: 1, next: 600, flags: 0x80 });
    const { counts } = await read(
      { ...plain(), dump: () => [rotate('mysql-bin.000001', 4, false), ignorable, ...rowEvents(1, 700)] },
      { rows: 1 },
    );
    expect(counts).toEqual({ 'test.t': { insert: 1 } });
  });

  test('F38: positions go on beyond 4 GiB', async () => {
    const wrap = 0x1_0000_0000;
    const { offset } = await read(
      {
        ...plain(),
        dump: () => [
          rotate('mysql-bin.000001', wrap - 200, false),
          ...rowEvents(1, wrap - 100),
          ...rowEvents(2, wrap + 50),
        ],
      },
      { rows: 2 },
    );
    expect(JSON.parse(offset)).toMatchObject({ pos: wrap + 50 });
  });
});
