import mysql from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMariadb, type MariadbServer } from './mariadb-server.ts';

let server: MariadbServer;
beforeAll(async () => {
  server = await startMariadb();
});
afterAll(async () => {
  await server.stop();
});

async function ask(sql: string): Promise<unknown> {
  const { host, port, user, password } = server;
  const connection = await mysql.createConnection({ host, port, user, password });
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

it('writes a binary log of rows with whole images and metadata', async () => {
  expect(
    await ask(
      'SELECT @@log_bin bin, @@binlog_format format, @@binlog_row_image image, @@binlog_row_metadata metadata',
    ),
  ).toEqual([{ bin: 1, format: 'ROW', image: 'FULL', metadata: 'FULL' }]);
});

it('keeps what was committed over a crash, the port over a restart, and takes other settings then', async () => {
  await ask('CREATE DATABASE d');
  await ask('CREATE TABLE d.t (id INT PRIMARY KEY)');
  await ask('INSERT INTO d.t VALUES (1)');
  const { pid, port } = server;
  await server.kill();
  expect(server.pid).toBe(0);
  await expect(ask('SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await server.start();
  expect(server.pid).not.toBe(pid);
  expect(server.port).toBe(port);
  await ask('INSERT INTO d.t VALUES (2)');
  await server.restart({ 'binlog-row-image': 'MINIMAL' });
  expect(await ask('SELECT id, @@binlog_row_image image FROM d.t ORDER BY id')).toEqual([
    { id: 1, image: 'MINIMAL' },
    { id: 2, image: 'MINIMAL' },
  ]);
});
