// Cuts the byte stream of the server into messages. A message may begin and end anywhere in a chunk; one that is incomplete waits, and
// chunks of a large one are joined once, when its last byte is there.

export interface FrameHandlers {
  /** A message that is not CopyData; its content is buffer[start, end). */
  message(type: number, buffer: Buffer, start: number, end: number): void;
  /** Complete CopyData frames one behind the other, headers included. */
  frames(buffer: Buffer, start: number, end: number): void;
}

export interface FrameReader {
  /** While set, CopyData goes to `frames`. */
  copying: boolean;
  push(chunk: Buffer): void;
}

const COPY_DATA = 0x64;

/** Size of the frame at `at`, header included. The length word counts itself but not the type byte. */
function frameSize(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at + 1) + 1;
}

export function createFrameReader(handlers: FrameHandlers): FrameReader {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let needed = 0;

  function keep(rest: Buffer): void {
    waiting = rest.length === 0 ? [] : [rest];
    waitingBytes = rest.length;
    needed = rest.length >= 5 ? frameSize(rest, 0) : 5;
  }

  function runEnd(buffer: Buffer, from: number): number {
    let at = from;
    while (at + 5 <= buffer.length && buffer[at] === COPY_DATA) {
      const next = at + frameSize(buffer, at);
      if (next > buffer.length) break;
      at = next;
    }
    return at;
  }

  function consume(buffer: Buffer): number {
    let at = 0;
    while (at + 5 <= buffer.length) {
      if (reader.copying && buffer[at] === COPY_DATA) {
        const end = runEnd(buffer, at);
        if (end === at) break;
        handlers.frames(buffer, at, end);
        at = end;
        continue;
      }
      const end = at + frameSize(buffer, at);
      if (end > buffer.length) break;
      handlers.message(buffer[at] ?? 0, buffer, at + 5, end);
      at = end;
    }
    return at;
  }

  const reader: FrameReader = {
    copying: false,
    push(chunk) {
      let buffer = chunk;
      if (waitingBytes > 0) {
        waiting.push(chunk);
        waitingBytes += chunk.length;
        if (waitingBytes < needed) return;
        buffer = Buffer.concat(waiting, waitingBytes);
      }
      const at = consume(buffer);
      keep(buffer.subarray(at));
    },
  };
  return reader;
}
