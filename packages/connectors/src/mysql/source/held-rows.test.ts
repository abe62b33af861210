import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEADER_SIZE, readEventHeader } from '../binlog/event-header.ts';
import { EVENT } from '../binlog/event-type.ts';
import { UNTOLD_FORMAT } from '../binlog/format-description.ts';
import type { RawEvent } from '../binlog/read-event.ts';
import { createHeldRows, type HeldMemory } from './held-rows.ts';

const LIMIT = 300;

/** An event within a larger buffer, as the socket gives it. */
function eventOf(body: Uint8Array, at: number): RawEvent {
  const buffer = Buffer.alloc(7 + HEADER_SIZE + body.length + 4, 0xee);
  buffer.writeUInt32LE(at, 7);
  buffer[11] = EVENT.WRITE_ROWS;
  buffer.set(body, 7 + HEADER_SIZE);
  return {
    header: readEventHeader(buffer, 7),
    buffer,
    start: 7 + HEADER_SIZE,
    end: 7 + HEADER_SIZE + body.length,
  };
}

test('beyond the memory they may take rows go to a file, and come back as they were', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ body: fc.uint8Array({ maxLength: 200 }), skip: fc.nat(9), first: fc.boolean() }), {
        maxLength: 40,
      }),
      (added) => {
        const memory: HeldMemory = { limitBytes: LIMIT, bytes: 0 };
        const [first, second] = [
          createHeldRows(memory, UNTOLD_FORMAT),
          createHeldRows(memory, UNTOLD_FORMAT),
        ];
        for (const [at, one] of added.entries()) {
          (one.first ? first : second).add(eventOf(one.body, at), one.skip);
          expect(memory.bytes).toBeLessThanOrEqual(LIMIT);
        }
        for (const rows of [first, second]) {
          const found = [...rows.read()].map(({ event: { header, buffer, start, end }, skip }) => [
            header.timestamp,
            Buffer.from(buffer.subarray(start, end)),
            skip,
          ]);
          const expected = added.flatMap(({ body, skip, first: isFirst }, at) =>
            isFirst === (rows === first) ? [[at, Buffer.from(body), skip]] : [],
          );
          expect(found).toEqual(expected);
        }
        first.close();
        second.close();
        expect(memory.bytes).toBe(0);
      },
    ),
  );
});
