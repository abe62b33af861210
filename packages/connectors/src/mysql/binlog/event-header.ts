// The 19 bytes before each event: time, type, server, size, position of the next event, flags.

export const HEADER_SIZE = 19;

export const EVENT_FLAG = {
  /** The log is being written: its checksum was made before this bit was set. */
  IN_USE: 0x1,
  /** Made up by the server for this connection; stands in no file. */
  ARTIFICIAL: 0x20,
  /** Whoever does not know the type may pass over the event. */
  IGNORABLE: 0x80,
} as const;

export interface EventHeader {
  /** Seconds since 1970; 0 in what the server makes up. */
  readonly timestamp: number;
  readonly type: number;
  readonly serverId: number;
  /** With the header and the checksum. */
  readonly size: number;
  /** End of the event in the file, modulo 2^32; 0 within a transaction payload and in what the server makes up. */
  readonly nextPosition: number;
  readonly flags: number;
}

/** The caller has seen to it that the 19 bytes are there. */
export function readEventHeader(buffer: Buffer, at: number): EventHeader {
  return {
    timestamp: buffer.readUInt32LE(at),
    type: buffer[at + 4] ?? 0,
    serverId: buffer.readUInt32LE(at + 5),
    size: buffer.readUInt32LE(at + 9),
    nextPosition: buffer.readUInt32LE(at + 13),
    flags: buffer.readUInt16LE(at + 17),
  };
}
