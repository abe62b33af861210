export { startDemo, type Demo, type DemoOptions } from './demo.ts';
export { dieWithParent } from './postgres/account.ts';
export { DemoError } from './postgres/demo-error.ts';
export { freePort } from './postgres/free-port.ts';
export {
  startPostgres,
  type PostgresServer,
  type PostgresServerOptions,
} from './postgres/postgres-server.ts';
export { DEMO_SECRET, type DemoConnection } from './samples/connection.ts';
export { samplePipelines, type SamplePipeline } from './samples/samples.ts';
