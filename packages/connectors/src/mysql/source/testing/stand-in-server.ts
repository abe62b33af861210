// A MySQL server of which there is only the protocol: it greets, answers the questions of a source from tables of answers, and sends the events of
// a binary log that a real server wrote. For what no server that can be installed here does.
import { createServer, type Server, type Socket } from 'node:net';
import { commandPackets, createPacketReader } from '../../wire/packet-reader.ts';

export interface Answer {
  readonly matches: RegExp;
  /** Rows by column; an error where the server refuses. */
  readonly rows:
    readonly Readonly<Record<string, string | null>>[] | { readonly errno: number; readonly message: string };
}

export interface StandInOptions {
  /** "8.0.28" */
  readonly version: string;
  readonly answers: readonly Answer[];
  /** What a dump sends: events as they are in a file, or an error. */
  dump(command: Buffer): readonly Buffer[] | { readonly errno: number; readonly message: string };
  /** Bytes of each write; the events are cut there. */
  readonly chunk?: number;
  /** The connection is cut when the events are sent. */
  readonly cut?: boolean;
}

export interface StandInServer {
  readonly port: number;
  /** What was asked, in order; of a dump the command in hexadecimal. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const EOF = Buffer.from([0xfe, 0, 0, 2, 0]);

export async function startStandIn(options: StandInOptions): Promise<StandInServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, options, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(socket: Socket, options: StandInOptions, asked: string[]): void {
  let greeted = false;
  let sequence = 0;
  const send = (payload: Buffer): void => {
    socket.write(packet(payload, sequence));
    sequence = (sequence + 1) & 0xff;
  };
  const packets = createPacketReader((buffer, start, end) => {
    const payload = Buffer.from(buffer.subarray(start, end));
    if (!greeted) {
      greeted = true;
      sequence = 2;
      send(OK);
      return;
    }
    sequence = 1;
    answer(payload);
  });

  function answer(payload: Buffer): void {
    const [command] = payload;
    if (command === 0x03) query(payload.toString('utf8', 1));
    else if (command === 0x12 || command === 0x1e) dump(payload);
    else if (command === 0x01) socket.end();
    else send(OK);
  }

  function query(sql: string): void {
    asked.push(sql);
    const found = options.answers.find(({ matches }) => matches.test(sql));
    if (found === undefined)
      send(/^\s*(?:SET|START|USE)\b/iu.test(sql) ? OK : error(1064, `no answer to ${sql}`));
    else if ('errno' in found.rows) send(error(found.rows.errno, found.rows.message));
    else for (const each of resultSet(found.rows)) send(each);
  }

  function dump(command: Buffer): void {
    asked.push(command.toString('hex'));
    const events = options.dump(command);
    if ('errno' in events) {
      send(error(events.errno, events.message));
      return;
    }
    const bytes: Buffer[] = [];
    for (const event of events) {
      bytes.push(packet(Buffer.concat([Buffer.from([0]), event]), sequence));
      sequence = (sequence + 1) & 0xff;
    }
    void sendInPieces(socket, Buffer.concat(bytes), options);
  }

  socket.on('data', (chunk: Buffer) => packets.feed(chunk));
  socket.write(packet(greeting(options.version), 0));
}

async function sendInPieces(
  socket: Socket,
  bytes: Buffer,
  { chunk = bytes.length, cut = false }: StandInOptions,
): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += Math.max(chunk, 1)) {
    socket.write(bytes.subarray(at, at + Math.max(chunk, 1)));
    // Pieces of their own only where the other side has time to read each.
    if (chunk < bytes.length) await new Promise((resolve) => setImmediate(resolve));
  }
  // Behind what was written.
  if (cut) socket.end();
}

/** One payload as a packet of this sequence number; large ones go on in further ones. */
function packet(payload: Buffer, sequence: number): Buffer {
  const bytes = commandPackets(payload);
  bytes[3] = sequence;
  return bytes;
}

function greeting(version: string): Buffer {
  // LONG_PASSWORD, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH, CONNECT_WITH_DB, MULTI_STATEMENTS
  const capabilities = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x10000 | 0x80000;
  const head = Buffer.alloc(4 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10);
  head.writeUInt32LE(7, 0);
  head.fill(0x61, 4, 12);
  head.writeUInt16LE(capabilities & 0xffff, 13);
  head[15] = 45;
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(capabilities >>> 16, 18);
  head[20] = 21;
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${version}\0`),
    head,
    Buffer.from(`${'b'.repeat(12)}\0mysql_native_password\0`),
  ]);
}

function error(errno: number, message: string): Buffer {
  const head = Buffer.from([0xff, errno & 0xff, errno >> 8]);
  return Buffer.concat([head, Buffer.from(`#HY000${message}`)]);
}

function lenenc(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length < 251) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([0xfc, bytes.length & 0xff, bytes.length >> 8]), bytes]);
}

function resultSet(rows: readonly Readonly<Record<string, string | null>>[]): readonly Buffer[] {
  const names = Object.keys(rows[0] ?? { nothing: '' });
  const columns = names.map((name) => {
    const tail = Buffer.from([0x0c, 45, 0, 0xff, 0xff, 0, 0, 253, 0, 0, 0, 0, 0]);
    return Buffer.concat([
      lenenc('def'),
      lenenc(''),
      lenenc(''),
      lenenc(''),
      lenenc(name),
      lenenc(name),
      tail,
    ]);
  });
  const lines = rows.map((row) =>
    Buffer.concat(
      names.map((name) =>
        row[name] === null || row[name] === undefined ? Buffer.from([0xfb]) : lenenc(row[name]),
      ),
    ),
  );
  return [Buffer.from([names.length]), ...columns, EOF, ...lines, EOF];
}
