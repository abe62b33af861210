// A real MariaDB with a database `shop`, and sources on it.
import { isDataChange, type ChangeEvent } from '@tailrace/core/event';
import { formatTableId } from '@tailrace/core/table';
import type { DiscoveredTable, Offset, OpenRequest, SourceReader, StreamBatch } from '@tailrace/engine/api';
import { connectMysql, type MysqlSession } from '../../connect.ts';
import { startMariadb, type MariadbServer, type MariadbSettings } from '../../testing/mariadb-server.ts';
import { createMysqlSource } from '../source.ts';

export interface SourceWorld {
  readonly server: MariadbServer;
  readonly session: MysqlSession;
  readonly log: string[];
  sql(...statements: readonly string[]): Promise<void>;
  options(more?: Readonly<Record<string, string>>): Record<string, string>;
  /** Discovered tables of `shop` by bare name. */
  tables(...names: readonly string[]): Promise<readonly DiscoveredTable[]>;
  /** Opens a reader, hands it to `use`, and closes it. */
  withReader<T>(
    request: Omit<OpenRequest, 'signal'>,
    use: (reader: SourceReader) => Promise<T>,
    more?: Readonly<Record<string, string>>,
  ): Promise<T>;
  close(): Promise<void>;
}

export const limit = (): AbortSignal => AbortSignal.timeout(30_000);

export async function startWorld(settings: MariadbSettings = {}): Promise<SourceWorld> {
  const server = await startMariadb(settings);
  const { host, port, user, password } = server;
  const connect = async () =>
    connectMysql({ host, port, user, password, tlsMode: 'disabled', connectTimeoutMs: 10_000 });
  const session = await connect();
  await session.query('CREATE DATABASE shop');
  await session.query('USE shop');
  const log: string[] = [];
  const options = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    hostname: host,
    port: String(port),
    username: user,
    password,
    tables: 'shop.\\.*',
    'server-id': '5400-5410',
    'jdbc.properties.useSSL': 'false',
    ...more,
  });
  const source = (more: Readonly<Record<string, string>> = {}) =>
    createMysqlSource({
      options: options(more),
      pipelineName: 'test',
      log: (message, code) => log.push(code === undefined ? message : `${code}: ${message}`),
    });
  return {
    server,
    session,
    log,
    options,
    async sql(...statements) {
      for (const statement of statements) await session.query(statement);
    },
    async tables(...names) {
      const found = await source().discover(limit());
      return names.map((name) => {
        const table = found.find((each) => formatTableId(each.table) === `shop.${name}`);
        if (table === undefined) throw new Error(`no table ${name}`);
        return table;
      });
    },
    async withReader(request, use, more) {
      const reader = await source(more).open({ ...request, signal: limit() });
      try {
        return await use(reader);
      } finally {
        await reader.close();
      }
    },
    async close() {
      await session.end();
      await server.stop();
    },
  };
}

/** Everything up to where the server is now. */
export async function readUpToNow(reader: SourceReader, from: Offset): Promise<readonly StreamBatch[]> {
  const target = await reader.currentOffset();
  const batches: StreamBatch[] = [];
  const halt = new AbortController();
  let reached = from;
  if (reader.compareOffsets(reached, target) >= 0) return batches;
  for await (const batch of reader.stream(from, AbortSignal.any([halt.signal, limit()]))) {
    batches.push(batch);
    reached = batch.offset;
    if (reader.compareOffsets(reached, target) >= 0) break;
  }
  halt.abort();
  return batches;
}

export const eventsOf = (batches: readonly StreamBatch[]): readonly ChangeEvent[] =>
  batches.flatMap((batch) => batch.events);

/** "insert 1,a", "update 1,a > 1,b", or the kind of a schema change. */
export function inShort(event: ChangeEvent): string {
  if (!isDataChange(event)) return event.type;
  const text = (row: readonly unknown[]): string => row.map(String).join(',');
  if (event.type === 'update') return `update ${text(event.before)} > ${text(event.after)}`;
  return `${event.type} ${text(event.type === 'delete' ? event.before : event.after)}`;
}
