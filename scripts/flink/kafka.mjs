// A Kafka broker of its own on loopback (KRaft, one node).
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { bring, compile } from './cache.mjs';
import { jarsIn, untilSaid } from './cluster.mjs';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function startKafka(folder, say) {
  const lib = bring('kafka-3.9.1', say);
  mkdirSync(folder, { recursive: true });
  const [port, controller] = [await freePort(), await freePort()];
  const file = path.join(folder, 'server.properties');
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': path.join(folder, 'data'),
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  writeFileSync(
    file,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const classPath = jarsIn(lib).join(':');
  const java = ['-Xmx512m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=info', '-cp', classPath];
  const tool = (...args) =>
    spawnSync('java', [...java, 'kafka.tools.StorageTool', ...args], { encoding: 'utf8' });
  const id = tool('random-uuid').stdout.trim().split('\n').at(-1);
  const formatted = tool('format', '-t', id, '-c', file);
  if (formatted.status !== 0) throw new Error(`Kafka's folder could not be made: ${formatted.stderr}`);
  const log = path.join(folder, 'kafka.log');
  const output = openSync(log, 'w');
  const child = spawn('java', [...java, 'kafka.Kafka', file], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  await untilSaid(child, { said: log, log }, /Kafka Server started/);
  return { child, pid: child.pid, address: `127.0.0.1:${port}`, log };
}

/** For Topic, which writes and reads records. */
export function topicClassPath(say) {
  const jars = jarsIn(bring('kafka-3.9.1', say)).join(':');
  return `${compile('topic', ['Topic.java'], jars)}:${jars}`;
}
