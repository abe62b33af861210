// XA transactions in the log of MySQL, which has other events for them than MariaDB.
import { afterEach, expect, test } from 'vitest';
import { EVENT } from '../binlog/event-type.ts';
import { closeStandIn, made, plain, position, read, rotate, rowEvents } from './testing/stand-in-source.ts';

afterEach(closeStandIn);

/** A statement in the log (QUERY_EVENT), of no database. */
const query = (sql: string, next: number): Buffer =>
  made(EVENT.QUERY, Buffer.concat([Buffer.alloc(13), Buffer.from(`\0${sql}`)]), {
    timestamp: 1_700_000_000,
    next,
  });
const prepared = (onePhase: boolean, next: number): Buffer => {
  const body = Buffer.alloc(14);
  body[0] = onePhase ? 1 : 0;
  body.writeUInt32LE(1, 1);
  body.writeUInt32LE(1, 5);
  body[13] = 0x61;
  return made(EVENT.XA_PREPARE, body, { timestamp: 1_700_000_000, next });
};
const xa = (value: number, onePhase = false): readonly Buffer[] => [
  query("XA START X'61',X'',1", 600),
  ...rowEvents(value, 660).slice(0, 2),
  query("XA END X'61',X'',1", 680),
  prepared(onePhase, 700),
];

test.each([
  ['nothing before its end', [...xa(1), ...rowEvents(2, 800)], 1, true],
  [
    'its rows behind its XA COMMIT',
    [...xa(1), ...rowEvents(2, 800), query("XA COMMIT X'61',X'',1", 850)],
    2,
    false,
  ],
  [
    'nothing behind its XA ROLLBACK',
    [...xa(1), query("XA ROLLBACK X'61',X'',1", 730), ...rowEvents(2, 800)],
    1,
    false,
  ],
  ['its rows at once where it has one phase', [...xa(1, true), ...rowEvents(2, 800)], 2, false],
])('gives of an XA transaction %s', async (_, events, rows, isHeld) => {
  const { counts, offset, error } = await read(
    { ...plain(), dump: () => [rotate('mysql-bin.000001', 500, false), ...events] },
    { rows, resumeFrom: position() },
  );
  expect(error).toBeUndefined();
  expect(counts).toEqual({ 'test.t': { insert: rows } });
  // From where its first event begins, behind the position that the run was given.
  const held = [{ id: '61,,1', file: 'mysql-bin.000001', pos: 600 - (xa(1)[0]?.length ?? 0) }];
  expect(JSON.parse(offset)).toMatchObject({
    pos: events.at(-1)?.readUInt32LE(13),
    ...(isHeld ? { held } : {}),
  });
  expect('held' in (JSON.parse(offset) as object)).toBe(isHeld);
});
