export type { RunningServer, ServerOptions } from './server-options.ts';
export { startServer } from './start-server.ts';
