import { TailraceError } from '@tailrace/core/diagnostics';
import { createFlinkClient } from '@tailrace/flink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventSignal } from '../runs/event-signal.ts';
import { createEventRecorder } from '../runs/record-event.ts';
import { openStorage, type Storage, type StoredJob, type StoredRun } from '../storage/index.ts';
import { testFolder, type TestFolder } from '../testing/test-folder.ts';
import { jobOf, JobRun, type JobSurroundings } from './job-run.ts';
import { createJobObserver } from './observe-job.ts';
import { RUNNING, scriptedCluster, type ScriptedCluster } from './testing/scripted-cluster.ts';

const ID = 'ab'.repeat(16);
const PASSWORD = 'open-sesame';

let folder: TestFolder;
let storage: Storage;
let cluster: ScriptedCluster;
let run: StoredRun;
let going: JobRun[];

beforeEach(async () => {
  folder = testFolder();
  storage = openStorage(folder.path);
  cluster = await scriptedCluster();
  going = [];
  const { id: pipelineId } = storage.pipelines.create('trial', 'source: {}\n', 'created');
  run = storage.runs.create({ pipelineId, version: 1, text: 'source: {}\n', job: planned() });
});
afterEach(async () => {
  for (const each of going) await each.leave();
  await cluster[Symbol.asyncDispose]();
  storage.close();
  folder[Symbol.dispose]();
});

const planned = (fields: Partial<StoredJob> = {}): StoredJob => ({
  clusterId: 'c1',
  clusterName: 'trial cluster',
  jobId: ID,
  submission: 'planned',
  rewrite: false,
  savepoints: [],
  ...fields,
});

function follow(more: Partial<JobSurroundings> = {}): JobRun {
  const recorder = createEventRecorder({
    ...storage,
    signals: createEventSignal(),
    onLog: () => undefined,
  });
  const client = () => createFlinkClient({ url: cluster.url });
  const jobRun = new JobRun(
    {
      runs: storage.runs,
      recorder,
      client,
      observe: () =>
        createJobObserver({
          client: client(),
          schema: { look: async () => [] },
          finish: (event) => event,
          hideSecrets: (error) => error,
          retainedBytes: async () => undefined,
          figuresMs: 0,
        }),
      submit: async ({ client: to, job }, onSend, signal) => {
        onSend();
        await to.runJar('a.jar', { entryClass: 'x', programArgs: [], jobId: job.jobId }, { signal });
      },
      cleanUp: async () => undefined,
      pollMs: 10,
      graceMs: 1_500,
      ...more,
    },
    storage.runs.get(run.id),
    () => ({ secrets: { PW: PASSWORD }, env: {} }),
    () => undefined,
  );
  going.push(jobRun);
  jobRun.start();
  return jobRun;
}

const stored = (): StoredRun => storage.runs.get(run.id);
const until = async (state: string): Promise<void> =>
  expect.poll(() => stored().state, { timeout: 10_000, interval: 5 }).toBe(state);
const reason = (): string => {
  const event = storage.runs.lastEvent(run.id, 'state')?.event;
  return event?.type === 'state' ? (event.reason ?? '') : '';
};
/** States with their reasons, in order. */
const told = (): string[] =>
  storage.runs
    .recentEvents(run.id, ['state'], 100)
    .map(({ event }) => (event.type === 'state' ? `${event.state}: ${event.reason ?? ''}` : ''));
const job = () => {
  const found = cluster.jobs.get(ID);
  if (found === undefined) throw new Error('no job');
  return found;
};

describe('a submission', () => {
  it('starts one job under the id chosen before, and follows it to its end', async () => {
    follow();
    await until('streaming');
    expect(cluster.runs).toEqual([expect.objectContaining({ jobId: ID })]);
    expect(stored().metrics).toMatchObject({ rowsRead: 7, rowsWritten: 7 });
    job().state = 'FINISHED';
    await until('finished');
    expect(stored()).toMatchObject({ desired: 'stopped', job: { submission: 'accepted' } });
  });

  it('whose answer was lost finds its job, and is not sent again', async () => {
    cluster.cutRun = 'after';
    follow();
    await until('streaming');
    expect(cluster.runs).toHaveLength(1);
    expect(jobOf(stored()).submission).toBe('accepted');
  });

  it('that did not arrive ends as failed after a while, and is not sent again', async () => {
    cluster.cutRun = 'before';
    follow({ graceMs: 4_000 });
    await until('failed');
    expect(told()).toContainEqual(expect.stringMatching(/^unknown: the answer to the submission was lost/u));
    expect(stored().error).toMatchObject({ code: 'flink-submission-lost' });
    expect(cluster.runs).toHaveLength(1);
  });

  it('that the server did not live to see answered is looked for by the next server', async () => {
    cluster.jobs.set(ID, { ...RUNNING });
    storage.runs.setJob(run.id, planned({ submission: 'sent', sentAt: Date.now() }));
    follow();
    await until('streaming');
    expect(cluster.runs).toEqual([]);
  });

  it('that is refused is failed at once, without the password that the refusal quotes', async () => {
    follow({
      submit: async () => {
        throw new TailraceError('flink-refused', `bad option: ${PASSWORD}`, {
          cause: new Error(`trace with ${PASSWORD}`),
        });
      },
    });
    await until('failed');
    expect(JSON.stringify(stored())).not.toContain(PASSWORD);
    expect(stored().error).toMatchObject({ code: 'flink-refused', data: { raw: 'trace with ***' } });
  });
});

describe('a cluster', () => {
  it('that goes away makes the run unknown, and nothing else', async () => {
    follow();
    await until('streaming');
    await cluster.down();
    await until('unknown');
    expect(reason()).toMatch(/cannot be reached/u);
    expect(stored().desired).toBe('running');
    await cluster.up();
    await until('streaming');
    expect(cluster.runs).toHaveLength(1);
  });

  it('that has forgotten the job is believed after a while', async () => {
    follow();
    await until('streaming');
    cluster.jobs.clear();
    await until('failed');
    expect(told()).toContain('unknown: trial cluster does not know the job just now');
    expect(stored().error).toMatchObject({ code: 'flink-job-lost' });
    expect(cluster.runs).toHaveLength(1);
  });
});

describe('a job', () => {
  it('that waits for slots says so', async () => {
    follow();
    await until('streaming');
    job().running = 0;
    await until('starting');
    expect(reason()).toBe('0 of 2 tasks run, 2 wait for a free slot');
  });

  it('that restarts says which time of how many, and why; then how it failed', async () => {
    follow();
    await until('streaming');
    Object.assign(job(), {
      state: 'RESTARTING',
      restarts: 1,
      failure: "java.lang.RuntimeException: Access denied for user 'cdc'@'127.0.0.1'\n\tat a.B.c(D.java:1)",
    });
    await until('restarting');
    await expect
      .poll(reason, { timeout: 10_000 })
      .toMatch(/^restart 2 of 3: The database does not let the user in/u);
    Object.assign(job(), { state: 'FAILED', savepoint: { path: 'file:/chk-1', type: 'CHECKPOINT' } });
    await until('failed');
    expect(stored().error).toMatchObject({ code: 'flink-access-denied' });
    expect(jobOf(stored()).savepoints).toEqual([{ path: 'file:/chk-1', at: 1_000, kind: 'checkpoint' }]);
  });

  describe('that restarted', () => {
    const restarts = () =>
      storage.runs
        .eventsAfter(run.id, 0, 1_000)
        .flatMap(({ event }) =>
          event.type === 'state' && event.state === 'restarting' ? [event.reason] : [],
        );
    const failure = 'java.lang.RuntimeException';

    it.each([
      ['fails', 'FAILED', 'failed'],
      ['runs again', 'RUNNING', 'streaming'],
    ])('and %s at the next look tells of the restart that was not seen', async (_what, state, ends) => {
      follow();
      await until('streaming');
      Object.assign(job(), { state, restarts: 1, restartedAt: 1, failure });
      await expect.poll(restarts, { timeout: 10_000 }).toEqual(['restart 2 of 3: RuntimeException']);
      await until(ends);
    });

    it('before it was first looked at, and then fails, tells of none', async () => {
      const followed = follow({ pollMs: 50 });
      await until('streaming');
      await followed.leave();
      job().restartedAt = 1;
      follow();
      await new Promise((resolve) => setTimeout(resolve, 300));
      Object.assign(job(), { state: 'FAILED', failure });
      await until('failed');
      expect(restarts()).toEqual([]);
    });
  });

  it('is stopped with a savepoint that is kept', async () => {
    const followed = follow();
    await until('streaming');
    await followed.stop({ cleanUp: false });
    expect(stored()).toMatchObject({ state: 'stopped', desired: 'stopped' });
    expect(jobOf(stored()).savepoints).toEqual([
      { path: 'file:/savepoints/ababab', at: expect.any(Number) as unknown, kind: 'savepoint' },
    ]);
  });

  it('goes on where no savepoint could be made, and says why', async () => {
    const followed = follow();
    await until('streaming');
    cluster.savepointFailure = 'java.io.IOException: No space left on device';
    await expect(followed.stop({ cleanUp: false })).rejects.toMatchObject({ code: 'flink-savepoint-failed' });
    await until('streaming');
    expect(stored().desired).toBe('running');
  });

  it('that somebody else stopped with a savepoint can be gone on with', async () => {
    follow();
    await until('streaming');
    Object.assign(job(), { state: 'FINISHED', savepoint: { path: 'file:/theirs', type: 'SYNC_SAVEPOINT' } });
    await until('stopped');
    expect(jobOf(stored()).savepoints[0]?.path).toBe('file:/theirs');
  });

  it('is cancelled', async () => {
    const followed = follow();
    await until('streaming');
    await followed.cancel();
    expect(stored()).toMatchObject({ state: 'cancelled', desired: 'stopped' });
  });

  it('is only let go of when the server goes away', async () => {
    const followed = follow();
    await until('streaming');
    await followed.leave();
    expect(job().state).toBe('RUNNING');
    expect(stored()).toMatchObject({ state: 'streaming', desired: 'running' });
  });
});
