// A MariaDB with the database `shop`, for jobs to read.
import { startMariadb, type MariadbServer } from '@tailrace/connectors/testing/mariadb';
import { createConnection, type Connection } from 'mysql2/promise';

export interface ShopDatabase {
  readonly server: MariadbServer;
  readonly sql: Connection;
  stop(): Promise<void>;
}

export async function startShop(serverId: string, statements: readonly string[]): Promise<ShopDatabase> {
  const server = await startMariadb({ 'server-id': serverId });
  const { host, port, user, password } = server;
  const sql = await createConnection({ host, port, user, password });
  await sql.query('CREATE DATABASE shop');
  for (const statement of statements) await sql.query(statement);
  return {
    server,
    sql,
    stop: async () => {
      await sql.end();
      await server.stop();
    },
  };
}
