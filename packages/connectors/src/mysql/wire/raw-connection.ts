// A session whose socket is read by us: for result sets as bytes and for the binary log, both of which `mysql2` would make objects of.
import { TailraceError } from '@tailrace/core/diagnostics';
import { ReusingSocket } from '../../reusing-socket.ts';
import { fromMysqlError } from '../server-error.ts';
import type { MysqlSession } from '../connect.ts';
import { commandPackets, createPacketReader, type PacketHandler } from './packet-reader.ts';

export interface RawConnection {
  readonly where: string;
  readonly closed: boolean;
  /**
   * Sends a command; its answer's packets go to `handle`, which says when it is over by returning true. Rejects with a TailraceError where
   * the server answers by an error, or the connection breaks.
   */
  command(payload: Buffer, handle: (buffer: Buffer, start: number, end: number) => boolean): Promise<void>;
  pause(): void;
  resume(): void;
  /** Bytes of each read, for whoever paces them. */
  onRead(listener: ((size: number) => void) | undefined): void;
  destroy(): void;
}

interface Waiting {
  readonly handle: (buffer: Buffer, start: number, end: number) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: TailraceError) => void;
}

const ERROR = 0xff;

/**
 * Takes the socket over; the session can do nothing else from then on. The buffer that packets lie in is valid during the call only, unless the
 * session `keepsBytes`.
 */
export function takeOver(session: MysqlSession): RawConnection {
  const { socket, where } = session;
  let waiting: Waiting | undefined;
  session.watch.waitsWhile(() => waiting !== undefined);
  let closed = false;
  let onRead: ((size: number) => void) | undefined;

  function fail(error: TailraceError): void {
    closed = true;
    const failed = waiting;
    waiting = undefined;
    failed?.reject(error);
    session.destroy();
  }
  const onPacket: PacketHandler = (buffer, start, end) => {
    if (waiting === undefined) return;
    const current = waiting;
    if (buffer[start] === ERROR) {
      waiting = undefined;
      current.reject(readError(buffer.subarray(start, end), where));
      return;
    }
    if (!current.handle(buffer, start, end)) return;
    waiting = undefined;
    current.resolve();
  };
  const packets = createPacketReader(onPacket);
  socket.removeAllListeners('data');
  socket.removeAllListeners('error');
  const data = (chunk: Buffer): void => {
    try {
      onRead?.(chunk.length);
      packets.feed(chunk);
    } catch (error) {
      fail(
        error instanceof TailraceError
          ? error
          : new TailraceError('mysql-protocol', String(error), { cause: error }),
      );
    }
  };
  if (socket instanceof ReusingSocket) socket.onBytes(data);
  else socket.on('data', data);
  socket.on('error', (error) => fail(lost(where, error.message)));
  socket.once('close', () => fail(lost(where, 'the connection was closed')));
  socket.resume();
  return {
    where,
    get closed() {
      return closed;
    },
    async command(payload, handle) {
      if (closed) throw lost(where, 'the connection was closed');
      if (waiting !== undefined) throw new Error('internal: a command before the answer to the last one');
      return new Promise((resolve, reject) => {
        waiting = { handle, resolve, reject };
        socket.write(commandPackets(payload));
      });
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    onRead: (listener) => {
      onRead = listener;
    },
    destroy: () => fail(lost(where, 'it was closed on our side')),
  };
}

function lost(where: string, why: string): TailraceError {
  return new TailraceError('mysql-connection-lost', `${where}: the connection was lost (${why}).`, {
    retryable: true,
  });
}

/** ERR packet: 0xff, number, "#" and the SQL state, text. */
export function readError(packet: Buffer, where: string): TailraceError {
  const errno = packet.readUInt16LE(1);
  const hasState = packet[3] === 0x23;
  const sqlState = hasState ? packet.toString('latin1', 4, 9) : '';
  const message = packet.toString('utf8', hasState ? 9 : 3);
  return fromMysqlError(Object.assign(new Error(message), { errno, sqlState, code: `ER_${errno}` }), where);
}

export function queryCommand(sql: string): Buffer {
  return Buffer.concat([Buffer.from([3]), Buffer.from(sql, 'utf8')]);
}
