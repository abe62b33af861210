// Cuts the byte stream of the server into messages. A message may begin and end anywhere in a chunk; one that is incomplete waits in a
// buffer of its own size, and nothing else is copied.

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
  /** The beginning of a message whose end is still to come; `filled` bytes of it are there. */
  let waiting: Buffer | undefined;
  let filled = 0;

  /** Takes from the chunk what the waiting message lacks; gives the place behind it. */
  function complete(message: Buffer, chunk: Buffer): number {
    let at = fill(message, chunk, { at: 0, upTo: 5 });
    if (filled < 5) return at;
    const size = frameSize(message, 0);
    let whole = message;
    if (message.length < size) {
      whole = Buffer.allocUnsafeSlow(size);
      message.copy(whole, 0, 0, filled);
      waiting = whole;
    }
    at = fill(whole, chunk, { at, upTo: size });
    if (filled < size) return at;
    waiting = undefined;
    consume(whole.length === size ? whole : whole.subarray(0, size));
    return at;
  }

  function fill(message: Buffer, chunk: Buffer, { at, upTo }: { at: number; upTo: number }): number {
    const size = Math.min(Math.max(upTo - filled, 0), chunk.length - at);
    chunk.copy(message, filled, at, at + size);
    filled += size;
    return at + size;
  }

  function keep(rest: Buffer): void {
    if (rest.length === 0) return;
    waiting = Buffer.allocUnsafeSlow(Math.max(5, rest.length >= 5 ? frameSize(rest, 0) : 5));
    filled = rest.copy(waiting);
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
      const from = waiting === undefined ? 0 : complete(waiting, chunk);
      if (from === chunk.length) return;
      const rest = from === 0 ? chunk : chunk.subarray(from);
      const at = consume(rest);
      keep(rest.subarray(at));
    },
  };
  return reader;
}
