// For tests of what a real cluster does seldom and not to order: an HTTP server with the answers of Flink's REST API (shapes and texts
// as recorded of Flink 1.20.3) that can lose an answer, forget a job, go away and come back. What a real cluster makes of us is in
// the tests with a real one.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedJob {
  state: string;
  /** Tasks of its one vertex. */
  running: number;
  restarts: number;
  /** When it last began to restart. */
  restartedAt?: number;
  /** Stack trace of the newest failure. */
  failure?: string;
  /** Of the last stop with savepoint, or checkpoint. */
  savepoint?: { path: string; type: 'SYNC_SAVEPOINT' | 'CHECKPOINT' };
}

export interface ScriptedCluster extends AsyncDisposable {
  readonly url: string;
  readonly jobs: Map<string, ScriptedJob>;
  /** Bodies of the calls that run a jar. */
  readonly runs: { readonly jobId?: string; readonly savepointPath?: string }[];
  /** `Authorization` of what was asked. */
  readonly authorizations: string[];
  /** Instead of an answer to a run: `before` or `after` the job came to be, the connection is cut. */
  cutRun: 'before' | 'after' | undefined;
  /** What a stop with savepoint ends with. */
  savepointFailure: string | undefined;
  down(): Promise<void>;
  up(): Promise<void>;
}

export const RUNNING: ScriptedJob = { state: 'RUNNING', running: 1, restarts: 0 };

export async function scriptedCluster(): Promise<ScriptedCluster> {
  const jobs = new Map<string, ScriptedJob>();
  const runs: ScriptedCluster['runs'] = [];
  const authorizations: string[] = [];
  let server: Server | undefined;
  let port = 0;

  const up = async (): Promise<void> => {
    const next = createServer((request, response) => {
      void readBody(request).then((body) => handle(request, body, response));
    });
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    port = (next.address() as AddressInfo).port;
    server = next;
  };
  const down = async (): Promise<void> => {
    const current = server;
    server = undefined;
    if (current === undefined) return;
    current.closeAllConnections();
    await new Promise((resolve) => current.close(resolve));
  };

  function handle(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://flink');
    if (request.headers.authorization !== undefined) authorizations.push(request.headers.authorization);
    const send = (json: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(json));
    };
    if (pathname.endsWith('/run')) return run(body, request, send);
    const [, jobId = '', rest = ''] = /^\/jobs\/([0-9a-f]+)(\/.*)?$/u.exec(pathname) ?? [];
    const job = jobs.get(jobId);
    if (jobId === '') return send(clusterAnswer(pathname));
    if (job === undefined)
      return send(
        { errors: [`org.apache.flink.runtime.rest.NotFoundException: Job ${jobId} not found`] },
        404,
      );
    if (request.method === 'PATCH') {
      job.state = 'CANCELED';
      return send({}, 202);
    }
    if (rest === '/stop') return send({ 'request-id': 'r1' }, 202);
    if (rest === '/savepoints/r1') return send(stopAnswer(jobId, job, cluster.savepointFailure));
    send(jobAnswer(jobId, job, rest));
  }

  function run(body: string, request: IncomingMessage, send: (json: unknown, status?: number) => void): void {
    const asked = JSON.parse(body) as ScriptedCluster['runs'][number];
    runs.push(asked);
    if (cluster.cutRun === 'before') return void request.socket.destroy();
    const jobId = asked.jobId ?? '0'.repeat(32);
    jobs.set(jobId, { ...RUNNING });
    if (cluster.cutRun === 'after') return void request.socket.destroy();
    send({ jobid: jobId });
  }

  const cluster: ScriptedCluster = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    jobs,
    runs,
    authorizations,
    cutRun: undefined,
    savepointFailure: undefined,
    down,
    up,
    [Symbol.asyncDispose]: down,
  };
  await up();
  return cluster;
}

function stopAnswer(jobId: string, job: ScriptedJob, failure: string | undefined): unknown {
  if (failure !== undefined) {
    const cause = { class: 'java.util.concurrent.CompletionException', 'stack-trace': failure };
    return { status: { id: 'COMPLETED' }, operation: { 'failure-cause': cause } };
  }
  const path = `file:/savepoints/${jobId.slice(0, 6)}`;
  job.state = 'FINISHED';
  job.savepoint = { path, type: 'SYNC_SAVEPOINT' };
  return { status: { id: 'COMPLETED' }, operation: { location: path } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function clusterAnswer(pathname: string): unknown {
  switch (pathname) {
    case '/overview':
      return {
        taskmanagers: 1,
        'slots-total': 4,
        'slots-available': 3,
        'jobs-running': 1,
        'jobs-finished': 0,
        'jobs-cancelled': 0,
        'jobs-failed': 0,
        'flink-version': '1.20.3',
      };
    case '/config':
      return { 'flink-version': '1.20.3', features: { 'web-submit': true, 'web-cancel': true } };
    case '/jobmanager/config':
      return [
        { key: 'restart-strategy.fixed-delay.attempts', value: '3' },
        { key: 'execution.checkpointing.savepoint-dir', value: 'file:/savepoints' },
      ];
    case '/jobmanager/metrics':
      return [
        { id: 'Status.JVM.Memory.Metaspace.Used', value: '85806104' },
        { id: 'Status.JVM.Memory.Metaspace.Max', value: '268435456' },
      ];
    case '/jars':
      return { files: [] };
    case '/jars/upload':
      return { filename: '/upload/a_stub.jar' };
    default:
      return [];
  }
}

const SINK = 'PostPartition -> Sink Writer: values sink';

function jobAnswer(id: string, job: ScriptedJob, rest: string): unknown {
  if (rest === '/checkpoints') return checkpointsAnswer(job);
  if (rest === '/exceptions') {
    const entry = {
      exceptionName: 'x',
      stacktrace: job.failure ?? '',
      timestamp: 1,
      taskName: 'Source: a (1/1)',
    };
    return {
      exceptionHistory: { entries: job.failure === undefined ? [] : [entry], truncated: false },
    };
  }
  if (rest === '/metrics') return [{ id: 'numRestarts', value: String(job.restarts) }];
  if (rest.endsWith('/backpressure')) return { status: 'deprecated' };
  if (rest !== '') return [];
  return {
    jid: id,
    name: 'a pipeline',
    state: job.state,
    'start-time': 1,
    'end-time': -1,
    now: 2,
    timestamps: job.restartedAt === undefined ? {} : { RESTARTING: job.restartedAt },
    vertices: [vertex('Source: a -> Transform:Schema', job), vertex(SINK, job)],
  };
}

function vertex(name: string, job: ScriptedJob) {
  const source = name.startsWith('Source');
  return {
    id: source ? 'source' : 'sink',
    name,
    parallelism: 1,
    status: job.running > 0 ? 'RUNNING' : 'SCHEDULED',
    tasks: job.running > 0 ? { RUNNING: 1 } : { SCHEDULED: 1 },
    metrics: {
      'read-bytes': source ? 0 : 700,
      'write-bytes': source ? 700 : 0,
      'read-records': source ? 0 : 7,
      'write-records': source ? 7 : 0,
    },
  };
}

function checkpointsAnswer({ savepoint }: ScriptedJob) {
  const one =
    savepoint === undefined
      ? null
      : {
          id: 1,
          status: 'COMPLETED',
          is_savepoint: savepoint.type === 'SYNC_SAVEPOINT',
          checkpoint_type: savepoint.type,
          trigger_timestamp: 1_000,
          end_to_end_duration: 20,
          state_size: 100,
          num_subtasks: 2,
          num_acknowledged_subtasks: 2,
          external_path: savepoint.path,
        };
  return {
    counts: { restored: 0, total: 1, in_progress: 0, completed: 1, failed: 0 },
    latest: {
      completed: one,
      savepoint: savepoint?.type === 'SYNC_SAVEPOINT' ? one : null,
      failed: null,
      restored: null,
    },
    history: [],
  };
}
