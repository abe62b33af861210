import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runWorker, type WorkerChannel, type WorkerCommand, type WorkerMessage } from '@tailrace/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorRegistry } from '../registry.ts';

let stateDir = '';
beforeAll(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), 'tailrace-worker-'));
});
afterAll(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

const TEXT = `source:
  type: values
  tables: shop.orders
  rows: \${env.ROWS}
sink:
  type: values
  print.enabled: false
pipeline:
  name: worker
`;

function supervisor() {
  const messages: WorkerMessage[] = [];
  let command: (command: WorkerCommand) => void = () => undefined;
  let gone = (): void => undefined;
  let heard = (): void => undefined;
  const channel: WorkerChannel = {
    send: async (message) => {
      messages.push(message);
      heard();
    },
    onCommand: (listener) => {
      command = listener;
    },
    onGone: (listener) => {
      gone = listener;
    },
  };
  const hears = async (holds: (message: WorkerMessage) => boolean): Promise<void> => {
    while (!messages.some(holds)) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  return { messages, channel, hears, tell: (what: WorkerCommand) => command(what), leave: () => gone() };
}

const start = (runId: string): WorkerCommand => ({
  type: 'start',
  start: {
    runId,
    text: TEXT,
    pipelineName: 'p',
    stateDir: path.join(stateDir, runId),
    secrets: {},
    env: { ROWS: '25' },
  },
});
const inState = (state: string) => (message: WorkerMessage) =>
  message.type === 'event' && message.event.type === 'state' && message.event.state === state;

describe('the process of a run', () => {
  test('says that it is ready, runs what it is told, and takes pause, resume and stop', async () => {
    const { messages, channel, hears, tell } = supervisor();
    const over = runWorker(connectorRegistry, channel);
    await hears(({ type }) => type === 'ready');
    tell(start('a'));
    await hears(inState('streaming'));
    tell({ type: 'pause' });
    await hears(inState('paused'));
    messages.length = 0;
    tell({ type: 'resume' });
    await hears(inState('streaming'));
    tell({ type: 'stop' });
    await over;
    expect(messages.at(-1)).toEqual({ type: 'done', outcome: { state: 'stopped' } });
  });

  test('stops at a checkpoint when its supervisor is gone, at whatever moment', async () => {
    for (const moment of ['ready', 'starting', 'streaming']) {
      const { messages, channel, hears, tell, leave } = supervisor();
      const over = runWorker(connectorRegistry, channel);
      await hears(({ type }) => type === 'ready');
      if (moment !== 'ready') {
        tell(start(`gone-${moment}`));
        await hears(inState(moment));
      }
      leave();
      await over;
      const last = messages.at(-1);
      expect(moment === 'ready' ? last?.type : last).toEqual(
        moment === 'ready' ? 'ready' : { type: 'done', outcome: { state: 'stopped' } },
      );
    }
  });

  test('a reference without a value fails the run with its name and never shows the others', async () => {
    const { messages, channel, hears, tell } = supervisor();
    const over = runWorker(connectorRegistry, channel);
    await hears(({ type }) => type === 'ready');
    tell({
      type: 'start',
      start: { runId: 'c', text: TEXT, pipelineName: 'p', stateDir, secrets: { PW: 'geheim' }, env: {} },
    });
    await over;
    expect(messages.at(-1)).toMatchObject({
      type: 'done',
      outcome: { state: 'failed', error: { code: 'unresolved-reference', data: { name: 'ROWS' } } },
    });
    expect(JSON.stringify(messages)).not.toContain('geheim');
  });
});
