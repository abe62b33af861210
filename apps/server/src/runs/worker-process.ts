// The process of one run: started, spoken to, and never left behind.
import { fork } from 'node:child_process';
import type { WorkerCommand, WorkerMessage, WorkerStart } from '@tailrace/engine';

export interface WorkerProcess {
  readonly pid: number | undefined;
  send(command: WorkerCommand): void;
  /** Ends it at once; what it had not committed is read again from the checkpoint. */
  kill(): void;
  /** Resolves when the process is gone. */
  readonly ended: Promise<WorkerEnd>;
}

export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface WorkerOptions {
  /** The program that a worker is: JavaScript that Node runs as it is. */
  readonly program: string;
  readonly start: WorkerStart;
  readonly onMessage: (message: WorkerMessage) => void;
  /** What went wrong in it beyond its messages; for the server's log only. */
  readonly onOutput: (text: string) => void;
}

/** What a worker's environment holds. Everything a document may ask for as `${env.NAME}` comes with the start message instead. */
const ENVIRONMENT = [
  'PATH',
  'HOME',
  'TZ',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'NODE_EXTRA_CA_CERTS',
  'TAILRACE_DEBUG',
];

export function startWorker(options: WorkerOptions): WorkerProcess {
  const child = fork(options.program, [], {
    // A group of its own: Ctrl-C in the terminal reaches the server alone, which then stops its runs at a checkpoint. When the
    // server dies the IPC channel closes, and the worker with it.
    detached: true,
    execArgv: [],
    env: Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]])),
    // What it prints may be rows (a sink that prints), which are nobody's business but the sink's.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
  child.stderr?.on('data', (chunk: Buffer) => options.onOutput(chunk.toString()));
  // `start` has to be the first command; what comes before the worker is ready waits behind it.
  let waiting: WorkerCommand[] | undefined = [{ type: 'start', start: options.start }];
  const deliver = (command: WorkerCommand): void => {
    // A worker that is gone already is told of by `ended`.
    if (child.connected) child.send(command, () => undefined);
  };
  const send = (command: WorkerCommand): void => {
    if (waiting === undefined) deliver(command);
    else waiting.push(command);
  };
  child.on('message', (message: WorkerMessage) => {
    if (message.type === 'ready') {
      for (const command of waiting ?? []) deliver(command);
      waiting = undefined;
    }
    options.onMessage(message);
  });
  const ended = new Promise<WorkerEnd>((resolve) => {
    child.once('error', (error) => {
      options.onOutput(`${error.message}\n`);
      if (child.pid === undefined) resolve({ exitCode: null, signal: null });
    });
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  return { pid: child.pid, send, kill: () => void child.kill('SIGKILL'), ended };
}
