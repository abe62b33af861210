// For tests: a real Kafka broker on loopback (scripts/flink), and records of its topics. Ends with us.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { SCRIPT } from './flink-cluster.ts';

export interface KafkaBroker {
  /** `host:port`, for `properties.bootstrap.servers`. */
  readonly address: string;
  write(topic: string, lines: readonly string[]): Promise<void>;
  /** The first values of a topic, waited for; rejects when there are fewer after a minute. */
  read(topic: string, count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startKafkaBroker(): Promise<KafkaBroker> {
  const child = spawn(process.execPath, [SCRIPT, 'kafka'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { address } = await new Promise<{ address: string }>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(JSON.parse(line) as { address: string }),
    );
    void ended.then(() => reject(new Error(`Kafka did not start: ${complaints.trim()}`)));
  });
  return {
    address,
    write: async (topic, lines) => {
      await topicTool(['write', address, topic], lines);
    },
    read: async (topic, count) => topicTool(['read', address, topic, String(count), '60']),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

async function topicTool(args: readonly string[], lines: readonly string[] = []): Promise<readonly string[]> {
  const child = spawn(process.execPath, [SCRIPT, 'topic', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [said, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if ((await ended) !== 0)
    throw new Error(`kafka ${args.join(' ')}: ${complaints.trim()} It gave ${JSON.stringify(said)}`);
  return said.split('\n').filter((line) => line !== '');
}
