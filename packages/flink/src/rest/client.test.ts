import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TailraceError } from '@tailrace/core/diagnostics';
import { afterEach, describe, expect, test } from 'vitest';
import { recorded, recordedNames, replay, type Recorded } from '../testing/replay.ts';
import { createFlinkClient, type FlinkClient } from './client.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (one) => one.close()));
});

async function answering(...answers: Pick<Recorded, 'status' | 'body'>[]) {
  const server = await replay(answers);
  open.push(server);
  return { client: createFlinkClient({ url: server.url }), server };
}

const failureOf = async (attempt: Promise<unknown>): Promise<TailraceError> => {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TailraceError) return error;
  throw new Error(`expected a TailraceError, got ${String(error)}`);
};

/** The call of the client that asks what was recorded, found by the recorded request. */
async function callFor(client: FlinkClient, { request }: Recorded): Promise<unknown> {
  const url = new URL(request.url, 'http://cluster');
  const [root, id = '', part, at = '', more] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const names = url.searchParams.get('get')?.split(',');
  const ask = `${request.method} ${root}${part === undefined ? '' : `/${part}`}${more === undefined ? '' : `/${more}`}`;
  switch (ask) {
    case 'GET overview':
      return client.overview();
    case 'GET config':
      return client.features();
    case 'GET jobmanager':
      return id === 'config' ? client.settings() : client.jobManagerMetrics(names ?? []);
    case 'GET taskmanagers':
      return client.taskManagers();
    case 'GET jars':
      return client.jars();
    case 'POST jars':
      return client.uploadJar('job.jar', new Blob(['x']));
    case 'DELETE jars':
      return client.deleteJar(id);
    case 'POST jars/run':
      return client.runJar(id, { entryClass: 'x.Y', programArgs: ['x'] });
    case 'GET jobs':
      return id === 'overview' ? client.jobs() : client.job(id);
    case 'PATCH jobs':
      return client.cancel(id);
    case 'GET jobs/config':
      return client.jobConfig(id);
    case 'GET jobs/metrics':
      return names === undefined ? client.jobMetricNames(id) : client.jobMetrics(id, names);
    case 'GET jobs/exceptions':
      return client.exceptions(id);
    case 'GET jobs/checkpoints':
      return at === 'config' ? client.checkpointConfig(id) : client.checkpoints(id);
    case 'POST jobs/stop':
      return client.stopWithSavepoint(id);
    case 'POST jobs/savepoints':
      return client.triggerSavepoint(id);
    case 'GET jobs/savepoints':
      return client.savepointStatus(id, at);
    case 'GET jobs/vertices':
      return client.vertex(id, at);
    case 'GET jobs/vertices/backpressure':
      return client.backPressure(id, at);
    case 'GET jobs/vertices/subtasks':
      return names === undefined ? client.vertexMetricNames(id, at) : client.vertexMetrics(id, at, names);
    case 'GET jobs/vertices/jm-operator-metrics':
      return names === undefined
        ? client.coordinatorMetricNames(id, at)
        : client.coordinatorMetrics(id, at, names);
    default:
      return 'not asked';
  }
}

/** What a failure keeps of Flink's own words, for a folded view. */
const withoutTraces = (key: string, value: unknown): unknown =>
  key === 'raw' || key === 'causes' ? undefined : value;

/** Answers that the client has no use for. */
const NOT_ASKED = new Set([
  'job-accumulators',
  'job-plan',
  'jobs',
  'job-checkpoint-details',
  'taskmanager-metrics',
]);
const ALL = '../shared/data/flink-rest';

describe.runIf(existsSync(ALL))('every recorded answer is read', () => {
  const names = (existsSync(ALL) ? recordedNames(ALL) : []).filter((name) => !NOT_ASKED.has(name));
  test.each(names)('%s', async (name) => {
    const one = recorded(name, ALL);
    const { client, server } = await answering(one);
    const outcome = await callFor(client, one).catch((error: unknown) => error as TailraceError);
    expect(outcome instanceof TailraceError).toBe(one.status >= 400);
    const said =
      outcome instanceof TailraceError
        ? `${outcome.code}: ${outcome.message}`
        : JSON.stringify(outcome ?? null, withoutTraces);
    expect(said).not.toMatch(/^"not asked"|^flink-answer-unreadable|^(?!flink-)[a-z-]+: /);
    // Neither stack traces nor Flink's own names of fields leak through.
    expect(said).not.toMatch(/\tat |Caused by|: org\.apache\.flink\.|"[a-z]+[-_][a-z-_]+":/);
    const asked = server.requests[0];
    // Some recordings have placeholders where the client names ids.
    const path = (url = '') => decodeURIComponent(url.replaceAll(':jobid', '%3Ajobid'));
    expect(`${asked?.method} ${path(asked?.url)}`).toBe(`${one.request.method} ${path(one.request.url)}`);
  });
});

describe('answers', () => {
  test('the cluster at a glance', async () => {
    const { client } = await answering(recorded('cluster-overview'));
    expect(await client.overview()).toEqual({
      flinkVersion: '1.20.3',
      taskManagers: 1,
      slotsTotal: 4,
      slotsFree: 4,
      jobsRunning: 0,
      jobsFinished: 0,
      jobsCanceled: 0,
      jobsFailed: 0,
    });
  });

  test('a job with its vertices; what has not happened yet is undefined', async () => {
    const { client } = await answering(recorded('job-details-running'));
    const job = await client.job('6d84c2eddc5ad13366277f2a4e42f2e3');
    expect(job).toMatchObject({ name: 'B mariadb', state: 'RUNNING', endedAt: undefined });
    expect([...job.enteredAt.keys()].sort()).toEqual(['CREATED', 'INITIALIZING', 'RUNNING']);
    expect(job.vertices.map((vertex) => vertex.name)).toEqual([
      'Source: Flink CDC Event Source: mysql -> Transform:Schema',
      'Transform:Data -> SchemaOperator -> PrePartition',
      'PostPartition -> Sink Writer: Flink CDC Event Sink: values',
    ]);
  });

  test('a job that has just begun: Flink writes NaN for what no subtask has told yet', async () => {
    const one = recorded('job-details-running');
    const text = JSON.stringify(one.body).replaceAll(
      /"accumulated-busy-time":\d+/g,
      '"accumulated-busy-time":"NaN"',
    );
    const { client } = await answering({ status: 200, body: text });
    expect((await client.job('x')).vertices.map((vertex) => vertex.busyMs)).toEqual([0, 0, 0]);
  });

  test('checkpoints, and what a job was restored from', async () => {
    const { client } = await answering(recorded('job-checkpoints'), recorded('job-checkpoints-restored'));
    const checkpoints = await client.checkpoints('x');
    expect(checkpoints.counts).toEqual({ total: 3, completed: 2, failed: 1, inProgress: 0, restored: 0 });
    expect(checkpoints.latestCompleted).toMatchObject({ id: 2, durationMs: 44, stateBytes: 2583 });
    expect((await client.checkpoints('x')).restored).toMatchObject({
      isSavepoint: true,
      path: 'file:/flink-data/sp/savepoint-649372-2759947f24c8',
    });
  });

  test('a savepoint that is COMPLETED without a location has failed', async () => {
    const { client } = await answering(
      recorded('stop-with-savepoint-status-in-progress'),
      recorded('stop-with-savepoint-status-completed'),
    );
    expect(await client.awaitSavepoint('x', 'y', { pollMs: 1 })).toBe(
      'file:/flink-data/sp/savepoint-649372-2759947f24c8',
    );
    const { client: other } = await answering(recorded('stop-not-running-status'));
    const error = await failureOf(other.awaitSavepoint('x', 'y'));
    expect(error.code).toBe('flink-savepoint-failed');
    expect(error.message).toContain('Could not find Flink job');
  });

  test('many metrics are asked for in several requests that the server can take', async () => {
    const { client, server } = await answering({ status: 200, body: [] });
    const names = Array.from({ length: 200 }, (_, at) => `Source__a_source.namespace.table_${at}.numRecords`);
    await client.jobMetrics('x', names);
    expect(server.requests.length).toBeGreaterThan(1);
    const asked = server.requests.flatMap(({ url }) =>
      (new URL(url, 'http://x').searchParams.get('get') ?? '').split(','),
    );
    expect(asked).toEqual(names);
    for (const { url } of server.requests) expect(url.length).toBeLessThan(4_096);
  });
});

describe('why a job failed', () => {
  test.each([
    [
      'job-exceptions-transform-not-compilable',
      'flink-expression-failed',
      'amount * 2',
      ['public.small2', true, 3],
    ],
    ['job-exceptions-restarting', 'flink-expression-failed', 'nosuch = 1', ['public.k2', false, undefined]],
    [
      'job-exceptions-timestamptz-numberformat',
      'flink-timestamptz-unreadable',
      'cannot read a timestamptz column of PostgreSQL of the table public.small',
      ['public.small', true, 3],
    ],
  ] as const)('%s: %s', async (name, code, words, [table, gaveUp, restartsAllowed]) => {
    const { client } = await answering(recorded(name));
    const exceptions = await client.exceptions('x');
    expect(exceptions.rootCause?.failure.code).toBe(code);
    expect(exceptions.rootCause?.failure.summary).toContain(words);
    expect(exceptions.rootCause?.failure.data['table']).toBe(table);
    expect(exceptions.rootCause?.task).toMatch(/ \(\d\/\d\)$/);
    expect(exceptions).toMatchObject({ gaveUp, restartsAllowed });
  });

  test('when Flink only says that it gave up, the reason is found further back', async () => {
    const given = recorded('job-exceptions-transform-not-compilable').body as {
      exceptionHistory: { entries: { stacktrace: string; concurrentExceptions: unknown[] }[] };
    };
    const [newest, ...older] = given.exceptionHistory.entries;
    const bare = {
      ...newest,
      stacktrace: newest?.stacktrace.split('\n')[0],
      concurrentExceptions: [],
    };
    const { client } = await answering({
      status: 200,
      body: { exceptionHistory: { entries: [bare, ...older], truncated: false } },
    });
    const exceptions = await client.exceptions('x');
    expect(exceptions.gaveUp).toBe(true);
    expect(exceptions.rootCause?.failure.code).toBe('flink-expression-failed');
  });

  test('what only follows from a failure is not told instead of it', async () => {
    const given = recorded('job-exceptions-transform-not-compilable').body as {
      exceptionHistory: { entries: { stacktrace: string; timestamp: number }[] };
    };
    const [newest, ...older] = given.exceptionHistory.entries;
    const after = {
      ...newest,
      concurrentExceptions: [],
      stacktrace:
        'org.apache.flink.runtime.JobException: Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=1, backoffTimeMS=200)\nCaused by: io.debezium.DebeziumException: The db history topic or its content is fully or partially missing. Please check database history topic configuration and re-execute the snapshot.',
    };
    const { client } = await answering({
      status: 200,
      body: { exceptionHistory: { entries: [after, ...older], truncated: false } },
    });
    expect((await client.exceptions('x')).rootCause?.failure.code).toBe('flink-expression-failed');
    const alone = await answering({
      status: 200,
      body: { exceptionHistory: { entries: [after], truncated: false } },
    });
    expect((await alone.client.exceptions('x')).rootCause?.failure.summary).toContain('The db history topic');
  });

  test('nothing failed', async () => {
    const { client } = await answering(recorded('job-exceptions-empty'));
    expect(await client.exceptions('x')).toMatchObject({ rootCause: undefined, entries: [], gaveUp: false });
  });
});

describe('refusals of a run, in plain words', () => {
  test.each([
    ['run-error-missing-connector', 'flink-connector-missing', 'connector "postgres"'],
    ['run-error-mysql-wrong-password', 'flink-access-denied', "Access denied for user 'cdc'@'127.0.0.1'"],
    ['run-error-wrong-password', 'flink-access-denied', 'password authentication failed for user "cdc"'],
    ['run-error-no-such-table', 'flink-table-missing', 'app.public.nothere'],
    ['run-error-unknown-option', 'flink-option-unknown', 'no.such.option'],
    ['run-error-missing-required-option', 'flink-option-missing', 'hostname'],
    ['run-error-yaml-no-sink', 'flink-document-refused', 'Missing required field "sink"'],
    ['run-savepoint-missing', 'flink-savepoint-missing', 'file:/flink-data/sp/nope'],
    ['run-error-no-such-entry-class', 'flink-entry-class-missing', 'no.such.Class'],
    ['run-error-no-such-jar', 'flink-refused', 'nope.jar does not exist'],
    ['job-not-found', 'flink-job-not-found', '00000000000000000000000000000000'],
  ])('%s: %s', async (name, code, words) => {
    const one = recorded(name);
    const { client } = await answering(one);
    const error = await failureOf(callFor(client, one));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.retryable).toBe(false);
  });

  test('what YAML errors quote of the document is not repeated: it may be a password', async () => {
    const { client } = await answering(recorded('run-error-broken-yaml'));
    const error = await failureOf(client.runJar('x', { entryClass: 'x', programArgs: [] }));
    expect(error.code).toBe('flink-document-refused');
    expect(error.message).toContain(
      "line 1, column 1: expected <block end>, but found '<block mapping start>'",
    );
    expect(error.message).not.toContain('foo: [');
  });
});

describe('a cluster that cannot be asked', () => {
  const portOfNobody = async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  };

  test('nobody listens: retryable, with the address and without the password', async () => {
    const port = await portOfNobody();
    const client = createFlinkClient({ url: `http://me:sesame@127.0.0.1:${port}/#/overview` });
    const error = await failureOf(client.overview());
    expect(error).toMatchObject({ code: 'flink-unreachable', retryable: true });
    expect(error.message).toBe(
      `The Flink cluster at http://127.0.0.1:${port} cannot be reached: the connection was refused; is it running there, and is the port right.`,
    );
  });

  test('it does not answer in time', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    });
    const client = createFlinkClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const error = await failureOf(client.overview({ timeoutMs: 50 }));
    expect(error).toMatchObject({ code: 'flink-timeout', retryable: true });
    const reason = new Error('the user has gone');
    await expect(client.overview({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test.each([
    [{ status: 401, body: 'login, please' }, 'flink-unauthorized', false],
    [{ status: 200, body: '<html>hello</html>' }, 'flink-answer-unreadable', false],
    [{ status: 200, body: { hello: 'there' } }, 'flink-answer-unreadable', false],
    [{ status: 302, body: '' }, 'flink-redirected', false],
    [{ status: 502, body: '<html>Bad gateway</html>' }, 'flink-unreachable', true],
    [
      {
        status: 503,
        body: {
          errors: ['Service temporarily unavailable due to an ongoing leader election. Please refresh.'],
        },
      },
      'flink-unreachable',
      true,
    ],
    [{ status: 404, body: { errors: ['Not found: /jars'] } }, 'flink-upload-disabled', false],
  ])('%j: %s', async (answer, code, retryable) => {
    const { client } = await answering(answer);
    const error = await failureOf(code === 'flink-upload-disabled' ? client.jars() : client.overview());
    expect(error).toMatchObject({ code, retryable });
  });

  test.each(['flink:8081', 'ftp://x', '', 'http://'])('%j is no address', (url) => {
    expect(() => createFlinkClient({ url })).toThrow(
      expect.objectContaining({ code: 'flink-address-invalid' }),
    );
  });

  test('user, password and headers reach the proxy; a path before the API is kept', async () => {
    const { server } = await answering(recorded('cluster-overview'));
    const client = createFlinkClient({
      url: `${server.url.replace('://', '://me:sesame%20open@')}/proxy/flink/`,
      headers: { 'x-team': 'data' },
    });
    await client.overview();
    expect(server.requests[0]).toMatchObject({
      url: '/proxy/flink/overview',
      headers: {
        'x-team': 'data',
        authorization: `Basic ${Buffer.from('me:sesame open').toString('base64')}`,
      },
    });
    expect(client.url).not.toContain('sesame');
  });
});
