// Bytes that are not as they should be end in an error with a code, whatever they are: never in a hang, a crash or endless memory.
import fc from 'fast-check';
import { TailraceError } from '@tailrace/core/diagnostics';
import { expect, test } from 'vitest';
import { readJsonDocument } from '../values/json-document.ts';
import { readJsonDiffs } from '../values/json-diff.ts';
import { geometryText } from '../values/geometry.ts';
import { UNTOLD_FORMAT } from './format-description.ts';
import { describeBody } from './testing/describe-event.ts';
import { readVectors, type Vector } from './testing/vectors.ts';

const events = readVectors().vectors.filter(
  (vector) =>
    vector.kind === 'event' &&
    vector.part === 'body' &&
    vector.expect !== null &&
    vector.tableMap === undefined,
);

function decode(vector: Vector, bytes: Buffer): void {
  const header = {
    timestamp: 0,
    type: vector.typeCode ?? 0,
    serverId: 0,
    size: bytes.length + 19,
    nextPosition: 0,
    flags: 0,
  };
  describeBody(
    { header, buffer: bytes, start: 0, end: bytes.length },
    { format: UNTOLD_FORMAT, tables: new Map() },
  );
}

/** Undefined for an error that is ours and says so by its code, and for none. */
function surprise(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    const known = error instanceof TailraceError && error.code === 'binlog-unreadable';
    return known || (error instanceof Error && error.message.startsWith('no table map')) ? undefined : error;
  }
}

test('damaged events', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...events),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
      fc.nat(),
      (vector, changes, cut) => {
        const bytes = Buffer.from(vector.bytes ?? '', 'hex');
        for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
        const damaged = bytes.subarray(0, bytes.length - (cut % (bytes.length + 1)));
        expect(surprise(() => decode(vector, damaged))).toBeUndefined();
      },
    ),
    { numRuns: 1000 },
  );
});

test.each([
  ['JSON documents', (bytes: Buffer) => void readJsonDocument(bytes, 0, bytes.length)],
  ['JSON diffs', (bytes: Buffer) => void readJsonDiffs(bytes, 0, bytes.length)],
  ['geometries', (bytes: Buffer) => void geometryText(bytes, 0, bytes.length)],
])('random bytes as %s', (_, read) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(surprise(() => read(Buffer.from(bytes)))).toBeUndefined();
    }),
    { numRuns: 800 },
  );
});
