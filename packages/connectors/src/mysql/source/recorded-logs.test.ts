// Logs that real servers of 5.7 and 8.0 wrote, sent over the real protocol, cut anywhere.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { EVENT } from '../binlog/event-type.ts';
import { createEventReader, payloadEvents, type RawEvent } from '../binlog/read-event.ts';
import { readTableMap, type TableMap } from '../binlog/table-map.ts';
import { inflatePayload, readTransactionPayload } from '../binlog/transaction-payload.ts';
import { fileEvents } from '../binlog/testing/log-file.ts';
import { BINLOGS, readVectors } from '../binlog/testing/vectors.ts';
import { answers, closeStandIn, read, rotate, UUID } from './testing/stand-in-source.ts';

afterEach(closeStandIn);

/** Events of a log file, and the tables they are of. */
function readLog(name: string): {
  readonly events: readonly Buffer[];
  readonly maps: readonly TableMap[];
  readonly size: number;
} {
  const file = readFileSync(path.join(BINLOGS, name));
  const reader = createEventReader(true);
  const events: Buffer[] = [];
  const maps = new Map<string, TableMap>();
  const note = (event: RawEvent): void => {
    if (event.header.type === EVENT.TRANSACTION_PAYLOAD) {
      for (const inner of payloadEvents(
        inflatePayload(readTransactionPayload(event.buffer.subarray(event.start, event.end))),
      ))
        note(inner);
    }
    if (event.header.type !== EVENT.TABLE_MAP) return;
    const map = readTableMap(event.buffer, event.start, event.end, reader.format);
    maps.set(`${map.schema}.${map.table}`, map);
  };
  for (const [buffer, at, end] of fileEvents(file)) {
    note(reader.read(buffer, at, end));
    events.push(buffer.subarray(at, end));
  }
  return { events, maps: [...maps.values()], size: file.length };
}

const LOGS = readVectors().files.filter(({ file }) => /checksum|compressed/u.test(file));

describe.skipIf(!existsSync(BINLOGS))('logs of MySQL over the protocol', () => {
  test.each(LOGS.flatMap((log) => [1_000_000, 1448, 7].map((chunk) => [log.file, chunk, log] as const)))(
    '%s, cut every %i bytes',
    async (file, chunk, summary) => {
      const { events, maps, size } = readLog(file);
      const version = String(summary['server']);
      const { counts, offset, error } = await read(
        {
          version,
          chunk,
          answers: answers(maps, { size, version }),
          dump: () => [rotate('mysql-bin.000001', 4, summary.checksum === 'crc32'), ...events],
        },
        { rows: summary.rowCount },
      );
      expect(error).toBeUndefined();
      expect(counts).toEqual(summary.rows);
      expect(JSON.parse(offset)).toMatchObject({ server: UUID });
    },
  );
});
