import type { Demo } from '@tailrace/demo';

export interface ServerOptions {
  /** Folder of everything that is kept; made when missing. */
  readonly dataDir: string;
  /** Absent: loopback only. */
  readonly host?: string;
  /** Absent: the first free one from 7070 on; 0: any. */
  readonly port?: number;
  /** Asked of every client; absent: none on loopback, the data folder's own elsewhere. */
  readonly token?: string;
  /** Starts the embedded databases and puts the sample pipelines into an empty store. */
  readonly demo: boolean;
  readonly version: string;
  /** Values for `${env.NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Lines of what the server does, for the terminal. */
  readonly onLog: (line: string) => void;
  /** Folder of the built designer; found beside the code when absent. */
  readonly webDist?: string;
  /** JavaScript that Node runs as a run's process; found beside the code when absent. */
  readonly workerProgram?: string;
  /** Instead of the embedded demo, for tests. */
  readonly startDemo?: (dataDir: string, onProgress: (line: string) => void) => Promise<Demo>;
}

export interface RunningServer {
  /** Where to point a browser; with the access token where one is asked. */
  readonly url: string;
  readonly port: number;
  /** Resolves when everything is up: the demo's databases, and the runs that were going. Rejects when that failed. */
  readonly ready: Promise<void>;
  /** Stops runs at a checkpoint, ends streams, then the demo. Resolves when no process of it is left. */
  stop(): Promise<void>;
}
