import type { PostgresServer } from '@tailrace/demo';
import pg from 'pg';

export interface Database {
  run(sql: string): Promise<void>;
  /** Rows as PostgreSQL's own text form of a record, which hides nothing. */
  texts(query: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openDatabase(server: PostgresServer, database: string): Promise<Database> {
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database, options: '-c TimeZone=UTC' });
  client.on('error', () => undefined);
  await client.connect();
  return {
    run: async (sql) => {
      await client.query(sql);
    },
    texts: async (query) => {
      const { rows } = await client.query<{ line: string }>(`SELECT (q.*)::text AS line FROM (${query}) q`);
      return rows.map(({ line }) => line);
    },
    close: async () => client.end(),
  };
}
