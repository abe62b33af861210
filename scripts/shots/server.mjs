// A server of our own for pictures: the built command, an empty data folder, a free port; and a Flink cluster by its recorded answers.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../lib/bundle.mjs';

const OVERVIEW = path.join(root, 'packages/flink/src/testing/answers/cluster-overview.json');

async function listenAnywhere(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

async function freePort() {
  const probe = createServer();
  const port = await listenAnywhere(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export async function startServer(flags) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tailrace-shots-'));
  // The demo's database runs as a user of its own when we are root.
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const command = 'packages/cli/dist/tailrace.mjs';
  const args = [command, 'serve', '--port', String(port), '--data', dataDir, ...flags];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
  for (let tries = 0; tries < 300; tries++) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One tRPC call over plain HTTP; without input it is a query. */
export async function call(url, procedure, input) {
  const init =
    input === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: url },
          body: JSON.stringify(input),
        };
  const answer = await (await fetch(`${url}/trpc/${procedure}`, init)).json();
  if (answer.error !== undefined) throw new Error(`${procedure}: ${answer.error.message}`);
  return answer.result.data;
}

/** A cluster that says what a real one said of itself, that jars may be uploaded, and nothing else. */
export async function startRecordedCluster() {
  const { body: overview } = JSON.parse(readFileSync(OVERVIEW, 'utf8'));
  const answers = new Map([
    ['/overview', overview],
    ['/jobmanager/config', []],
    ['/jobmanager/metrics', []],
    [
      '/config',
      { 'flink-version': overview['flink-version'], features: { 'web-submit': true, 'web-cancel': true } },
    ],
  ]);
  const server = createServer((request, response) => {
    const answer = answers.get(new URL(request.url, 'http://cluster').pathname);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { errors: ['Not found.'] }));
  });
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
