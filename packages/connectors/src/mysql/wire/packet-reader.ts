// MySQL's packets out of a socket's chunks, cut anywhere: three bytes of length, one of sequence, the payload; a payload of 2^24 - 1
// bytes goes on in the next packet (MySQL, "Protocol Basics").
import { TailraceError } from '@tailrace/core/diagnostics';

/** Called with the payload in buffer[start, end), which is valid during the call only. */
export type PacketHandler = (buffer: Buffer, start: number, end: number) => void;

export interface PacketReader {
  feed(chunk: Buffer): void;
}

const HEADER = 4;
const MAX_PAYLOAD = 0xffffff;
/** What MySQL's max_allowed_packet can be at most, and a little for the headers. */
const MAX_TOTAL = (1 << 30) + (1 << 16);

export function createPacketReader(handle: PacketHandler): PacketReader {
  /** Begin of a packet that is not whole yet: pieces, and how many bytes they have and need. */
  let pieces: Buffer[] = [];
  let gathered = 0;
  let needed = HEADER;
  /** Payloads of a packet that goes on. */
  let parts: Buffer[] = [];
  let partBytes = 0;

  function payload(buffer: Buffer, start: number, end: number): void {
    const full = end - start === MAX_PAYLOAD;
    if (!full && parts.length === 0) {
      handle(buffer, start, end);
      return;
    }
    parts.push(Buffer.from(buffer.subarray(start, end)));
    partBytes += end - start;
    if (partBytes > MAX_TOTAL) {
      throw new TailraceError('mysql-protocol', `The server sent a packet of more than ${MAX_TOTAL} bytes.`);
    }
    if (full) return;
    const whole = Buffer.concat(parts);
    parts = [];
    partBytes = 0;
    handle(whole, 0, whole.length);
  }

  /** Whole packets of the buffer from `at` on; gives where the rest begins. */
  function packets(buffer: Buffer, from: number): number {
    let at = from;
    while (at + HEADER <= buffer.length) {
      const end = at + HEADER + lengthAt(buffer, at);
      if (end > buffer.length) break;
      payload(buffer, at + HEADER, end);
      at = end;
    }
    return at;
  }

  /** Brings the packet that is begun to its end, with no more of the chunk than that takes; gives where the rest begins. */
  function complete(chunk: Buffer): number {
    let at = 0;
    while (gathered > 0 && at < chunk.length) {
      const take = Math.min(needed - gathered, chunk.length - at);
      pieces.push(Buffer.from(chunk.subarray(at, at + take)));
      gathered += take;
      at += take;
      if (gathered < needed) continue;
      const packet = Buffer.concat(pieces, gathered);
      needed = HEADER + lengthAt(packet, 0);
      pieces = [packet];
      if (gathered < needed) continue;
      keep(NOTHING);
      payload(packet, HEADER, packet.length);
    }
    return at;
  }

  function keep(rest: Buffer): void {
    // The chunk's memory may be read into again.
    pieces = rest.length === 0 ? [] : [Buffer.from(rest)];
    gathered = rest.length;
    needed = rest.length < HEADER ? HEADER : HEADER + lengthAt(rest, 0);
  }

  return {
    feed(chunk) {
      const at = complete(chunk);
      if (gathered === 0) keep(chunk.subarray(packets(chunk, at)));
    },
  };
}

const NOTHING = Buffer.alloc(0);

const lengthAt = (buffer: Buffer, at: number): number =>
  (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8) | ((buffer[at + 2] ?? 0) << 16);

/** A command as packets, the sequence beginning anew. */
export function commandPackets(payload: Buffer): Buffer {
  const packets: Buffer[] = [];
  for (let at = 0, sequence = 0; ; sequence += 1) {
    const size = Math.min(MAX_PAYLOAD, payload.length - at);
    const header = Buffer.from([size & 0xff, (size >> 8) & 0xff, size >> 16, sequence & 0xff]);
    packets.push(header, payload.subarray(at, at + size));
    at += size;
    if (size < MAX_PAYLOAD) return Buffer.concat(packets);
  }
}
