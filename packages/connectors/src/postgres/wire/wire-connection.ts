// The PostgreSQL protocol, version 3, on a socket whose login is done: simple queries, COPY in both directions, and replication.
// Frames of CopyData ("d") are handed on in runs, as they stand in the socket's buffer, without an object or an event for each:
// that is what makes copying and decoding cheap. Commands are answered in their order; one may be sent before the answer to another has
// come, unless rows of that one are still on their way.
import type { Socket } from 'node:net';
import type pg from 'pg';
import { TailraceError } from '@tailrace/core/diagnostics';
import type { AnswerWatch } from '../../answer-watch.ts';
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
  /** One or more statements; several without BEGIN are one transaction. Where an earlier command fails within a transaction, this one does too. */
  query(sql: string): Promise<TextResult>;
  /** COPY … TO STDOUT, or START_REPLICATION: resolves when the server has ended the data. */
  copyOut(sql: string, frames: FrameHandler): Promise<TextResult>;
  /** Rows may be sent at once: a server that refuses the statement passes over them. */
  copyIn(sql: string): CopyIn;
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

/** What was sent, and what has come of its answer. */
class Command {
  readonly rows: (string | null)[][] = [];
  readonly frames: FrameHandler | undefined;
  readonly result: Promise<TextResult>;
  tag = '';
  error?: ErrorFields;
  /** Whose turn it is, where not the server's to answer: ours to send, or anybody's, of a stream. */
  turn?: 'ours' | 'any';
  resolve!: (result: TextResult) => void;
  reject!: (error: Error) => void;

  constructor(frames?: FrameHandler) {
    this.frames = frames;
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
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
export function takeOver(client: pg.Client, where: string, watch: AnswerWatch): WireConnection {
  const socket = socketOf(client);
  socket.removeAllListeners('data');
  return new SocketConnection(socket, where, watch);
}

class SocketConnection implements WireConnection {
  readonly where: string;
  readonly reusesMemory: boolean;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  /** The server answers the first of them. */
  #commands: Command[] = [];
  /** Rows go to or come from the server: nothing else can be said meanwhile. */
  #busy = false;
  #lost: Error | undefined;
  #readListener: ((bytes: number) => void) | undefined;
  readonly #drains: (() => void)[] = [];

  constructor(socket: Socket, where: string, watch: AnswerWatch) {
    this.where = where;
    this.#socket = socket;
    watch.waitsWhile(() => this.#awaitsServer());
    this.#reader = createFrameReader({
      message: (type, buffer, start, end) => this.#message({ type, buffer, start, end }),
      frames: (buffer, start, end) => this.#commands[0]?.frames?.(buffer, start, end),
    });
    const data = (chunk: Buffer): void => this.#data(chunk);
    this.reusesMemory = socket instanceof ReusingSocket;
    if (socket instanceof ReusingSocket) socket.onBytes(data);
    else socket.on('data', data);
    socket.on('drain', () => this.#wake());
    socket.on('error', (error) =>
      this.#fail(error instanceof TailraceError ? error : connectionLost(where, error)),
    );
    socket.on('close', () => this.#fail(connectionLost(where)));
  }

  get closed(): boolean {
    return this.#lost !== undefined;
  }

  async query(sql: string): Promise<TextResult> {
    return this.#start(sql).result;
  }

  async copyOut(sql: string, frames: FrameHandler): Promise<TextResult> {
    const { result } = this.#start(sql, frames);
    this.#busy = true;
    return result;
  }

  copyIn(sql: string): CopyIn {
    const command = this.#start(sql);
    // Whoever ends it hears of it; until then it is not unhandled.
    command.result.catch(noop);
    command.turn = 'ours';
    this.#busy = true;
    return this.#copyIn(command);
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
      this.#commands = [];
      socket.resume();
      socket.end(Buffer.from([0x58, 0, 0, 0, 4]));
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #awaitsServer(): boolean {
    const [first] = this.#commands;
    if (first === undefined || first.turn === 'any') return false;
    return first.turn === undefined || this.#socket.writableLength > 0;
  }

  #start(sql: string, frames?: FrameHandler): Command {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#busy) throw new Error(`internal: rows are on this connection, refused ${sql.slice(0, 40)}`);
    const command = new Command(frames);
    this.#commands.push(command);
    this.#socket.write(message(0x51, sql));
    return command;
  }

  #copyIn(command: Command): CopyIn {
    const { result } = command;
    let ended = false;
    const open = (): boolean => this.#lost === undefined && !ended && command.error === undefined;
    const end = (last: Uint8Array): void => {
      if (open()) this.#socket.write(last);
      if (!ended) this.#busy = false;
      ended = true;
      delete command.turn;
    };
    return {
      write: (frames, sent) => {
        if (!open()) return result.then(noop);
        this.#socket.write(frames, sent);
        return this.#socket.writableLength > HIGH_WATER ? this.#drained(command) : undefined;
      },
      done: async () => {
        end(COPY_DONE);
        return result;
      },
      abort: async (reason) => {
        end(message(0x66, reason));
        await result.catch(noop);
      },
    };
  }

  async #drained(command: Command): Promise<void> {
    while (this.#socket.writableLength > HIGH_WATER) {
      if (this.#lost !== undefined) throw this.#lost;
      if (command.error !== undefined) await command.result;
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
    const [command] = this.#commands;
    if (command === undefined) return;
    onMessage(command, this.#reader, got);
    if (got.type === 0x45) this.#wake();
    if (got.type === 0x5a) this.#finish(command);
  }

  /** ReadyForQuery: the command is over. */
  #finish(done: Command): void {
    this.#commands.shift();
    if (done.frames !== undefined) this.#busy = false;
    this.#reader.copying = false;
    this.#wake();
    if (done.error === undefined) done.resolve({ rows: done.rows, tag: done.tag });
    else done.reject(serverError(done.error, this.where));
  }

  #fail(error: Error): void {
    this.#lost ??= error;
    const failed = this.#commands;
    this.#commands = [];
    this.#wake();
    for (const { error: told, reject } of failed)
      reject(told === undefined ? error : serverError(told, this.where));
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
      reader.copying = true;
      break;
    case 0x57: // CopyBothResponse
      reader.copying = true;
      command.turn = 'any';
      break;
    case 0x63: // CopyDone
      reader.copying = false;
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
