// The PostgreSQL protocol, version 3, on a socket whose login is done: simple queries, COPY in both directions, and replication.
// Frames of CopyData ("d") are handed on in runs, as they stand in the socket's buffer, without an object or an event for each:
// that is what makes copying and decoding cheap. One command at a time.
import type { Socket } from 'node:net';
import type pg from 'pg';
import { createFrameReader, type FrameReader } from './frame-reader.ts';
import { ReusingSocket } from '../../reusing-socket.ts';
import { connectionLost, parseErrorFields, serverError, type ErrorFields } from './server-error.ts';

export interface TextResult {
  /** Values of all rows of all statements, in the server's text form. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Tag of the last statement, e.g. "INSERT 0 5". */
  readonly tag: string;
}

/** A run of complete CopyData frames, buffer[start, end): type byte, length, payload, and so on. The buffer is only valid during the call. */
export type FrameHandler = (buffer: Buffer, start: number, end: number) => void;

export interface CopyIn {
  /**
   * Sends bytes that are complete CopyData frames. Resolves when the socket takes more; rejects when the server has refused. The bytes
   * have to stay as they are until `sent` is called.
   */
  write(frames: Uint8Array, sent?: () => void): Promise<void> | undefined;
  /** Ends the data and waits for the server's answer. */
  done(): Promise<TextResult>;
  /** Makes the server give up the COPY; never rejects. */
  abort(reason: string): Promise<void>;
}

export interface WireConnection {
  readonly where: string;
  /** What frames are given in is valid during the call only. */
  readonly reusesMemory: boolean;
  /** One or more statements; several without BEGIN are one transaction. */
  query(sql: string): Promise<TextResult>;
  /** COPY … TO STDOUT, or START_REPLICATION: resolves when the server has ended the data. */
  copyOut(sql: string, frames: FrameHandler): Promise<TextResult>;
  copyIn(sql: string): Promise<CopyIn>;
  /** Bytes towards the server during replication. */
  send(bytes: Uint8Array): void;
  /** Stops and goes on reading from the socket: the back-pressure. */
  pause(): void;
  resume(): void;
  /** Called after each read with its size; for pacing. */
  onRead(listener: ((bytes: number) => void) | undefined): void;
  /** Bytes written that the kernel has not taken yet. */
  unsent(): number;
  readonly closed: boolean;
  end(): Promise<void>;
  /** At once, without a farewell. */
  destroy(): void;
}

interface Command {
  readonly rows: (string | null)[][];
  tag: string;
  error?: ErrorFields;
  frames?: FrameHandler;
  onCopyIn?: () => void;
  resolve(result: TextResult): void;
  reject(error: Error): void;
}

/** Above this many unsent bytes `write` waits: enough to keep the server busy, little enough to keep memory flat. */
const HIGH_WATER = 1 << 20;

const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

function message(type: number, text: string): Buffer {
  const size = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(size + 6);
  bytes[0] = type;
  bytes.writeInt32BE(size + 5, 1);
  bytes.write(text, 5);
  bytes[size + 5] = 0;
  return bytes;
}

export function socketOf(client: pg.Client): Socket {
  // The connection is not in the published types of `pg`, but has been its documented way to streams for a decade (pg-copy-streams).
  const connection: unknown = Reflect.get(client, 'connection');
  return Reflect.get(Object(connection), 'stream') as Socket;
}

/** Takes the socket of a connected client; the client is not to be used any more. */
export function takeOver(client: pg.Client, where: string): WireConnection {
  const socket = socketOf(client);
  socket.removeAllListeners('data');
  return createWire(socket, where);
}

function createWire(socket: Socket, where: string): WireConnection {
  return new SocketConnection(socket, where);
}

class SocketConnection implements WireConnection {
  readonly where: string;
  readonly reusesMemory: boolean;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  #command: Command | undefined;
  #lost: Error | undefined;
  #readListener: ((bytes: number) => void) | undefined;
  readonly #drains: (() => void)[] = [];

  constructor(socket: Socket, where: string) {
    this.where = where;
    this.#socket = socket;
    this.#reader = createFrameReader({
      message: (type, buffer, start, end) => this.#message({ type, buffer, start, end }),
      frames: (buffer, start, end) => this.#command?.frames?.(buffer, start, end),
    });
    const data = (chunk: Buffer): void => this.#data(chunk);
    this.reusesMemory = socket instanceof ReusingSocket;
    if (socket instanceof ReusingSocket) socket.onBytes(data);
    else socket.on('data', data);
    socket.on('drain', () => this.#wake());
    socket.on('error', (error) => this.#fail(connectionLost(where, error)));
    socket.on('close', () => this.#fail(connectionLost(where)));
  }

  get closed(): boolean {
    return this.#lost !== undefined;
  }

  async query(sql: string): Promise<TextResult> {
    return this.#start(sql, {});
  }

  async copyOut(sql: string, frames: FrameHandler): Promise<TextResult> {
    return this.#start(sql, { frames });
  }

  async copyIn(sql: string): Promise<CopyIn> {
    return new Promise<CopyIn>((resolve, reject) => {
      const result = this.#start(sql, { onCopyIn: () => resolve(this.#copyIn(result)) });
      result.catch(reject);
    });
  }

  send(bytes: Uint8Array): void {
    if (this.#lost === undefined) this.#socket.write(bytes);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  onRead(listener: ((bytes: number) => void) | undefined): void {
    this.#readListener = listener;
  }

  unsent(): number {
    return this.#socket.writableLength;
  }

  async end(): Promise<void> {
    if (this.#lost !== undefined) return;
    const socket = this.#socket;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.destroy(), 2000);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      // What still comes is thrown away; without reading, the end of the connection is not seen.
      this.#command = undefined;
      socket.resume();
      socket.end(Buffer.from([0x58, 0, 0, 0, 4]));
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #start(sql: string, more: Partial<Command>): Promise<TextResult> {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#command !== undefined) {
      throw new Error(`internal: a command is running on this connection, refused ${sql.slice(0, 40)}`);
    }
    return new Promise<TextResult>((resolve, reject) => {
      this.#command = { rows: [], tag: '', ...more, resolve, reject };
      this.#socket.write(message(0x51, sql));
    });
  }

  #copyIn(result: Promise<TextResult>): CopyIn {
    const open = (): boolean =>
      this.#lost === undefined && this.#command !== undefined && this.#command.error === undefined;
    return {
      write: (frames, sent) => {
        if (!open()) return result.then(noop);
        this.#socket.write(frames, sent);
        return this.#socket.writableLength > HIGH_WATER ? this.#drained(result) : undefined;
      },
      done: async () => {
        if (open()) this.#socket.write(COPY_DONE);
        return result;
      },
      abort: async (reason) => {
        if (open()) this.#socket.write(message(0x66, reason));
        await result.catch(noop);
      },
    };
  }

  async #drained(result: Promise<TextResult>): Promise<void> {
    while (this.#socket.writableLength > HIGH_WATER) {
      if (this.#lost !== undefined) throw this.#lost;
      if (this.#command?.error !== undefined) await result;
      await new Promise<void>((resolve) => this.#drains.push(resolve));
    }
  }

  #data(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      this.#socket.destroy();
      return;
    }
    this.#readListener?.(chunk.length);
  }

  #message(got: Message): void {
    if (this.#command === undefined) return;
    onMessage(this.#command, this.#reader, got);
    if (got.type === 0x45) this.#wake();
    if (got.type === 0x5a) this.#finish();
  }

  /** ReadyForQuery: the command is over. */
  #finish(): void {
    const done = this.#command;
    this.#command = undefined;
    this.#reader.copying = false;
    this.#wake();
    if (done === undefined) return;
    if (done.error === undefined) done.resolve({ rows: done.rows, tag: done.tag });
    else done.reject(serverError(done.error, this.where));
  }

  #fail(error: Error): void {
    this.#lost ??= error;
    const failed = this.#command;
    this.#command = undefined;
    this.#wake();
    failed?.reject(failed.error === undefined ? error : serverError(failed.error, this.where));
  }

  #wake(): void {
    for (const resolve of this.#drains.splice(0)) resolve();
  }
}

function noop(): void {
  // Nothing to do: the outcome is looked at elsewhere.
}

interface Message {
  readonly type: number;
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Messages of the backend other than CopyData (PostgreSQL protocol, "Message Formats"); those that do not concern a command are passed over. */
function onMessage(command: Command, reader: FrameReader, { type, buffer, start, end }: Message): void {
  switch (type) {
    case 0x45:
      command.error ??= parseErrorFields(buffer, start, end);
      break;
    case 0x44:
      command.rows.push(dataRow(buffer, start));
      break;
    case 0x43:
      command.tag = buffer.toString('latin1', start, end - 1);
      break;
    case 0x48: // CopyOutResponse
    case 0x57: // CopyBothResponse
      reader.copying = true;
      break;
    case 0x63: // CopyDone
      reader.copying = false;
      break;
    case 0x47: // CopyInResponse
      command.onCopyIn?.();
      break;
    default:
      break;
  }
}

function dataRow(buffer: Buffer, start: number): (string | null)[] {
  const count = buffer.readInt16BE(start);
  const row: (string | null)[] = [];
  let at = start + 2;
  for (let i = 0; i < count; i += 1) {
    const length = buffer.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : buffer.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return row;
}
