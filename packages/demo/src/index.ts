export {
  freePort,
  startPostgres,
  type PostgresServer,
  type PostgresServerOptions,
} from './postgres-server.ts';
