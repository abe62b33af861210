// The demo inside the server: its databases, its password as a secret, its sample pipelines in an empty store.
import path from 'node:path';
import { TailraceError } from '@tailrace/core/diagnostics';
import { DEMO_SECRET, samplePipelines, startDemo, type Demo } from '@tailrace/demo';
import type { DemoInfo } from './contract/index.ts';
import type { Log } from './log.ts';
import type { SecretVault } from './secrets/secret-service.ts';
import type { ServerOptions } from './server-options.ts';
import type { PipelineStore } from './storage/index.ts';

export interface DemoHostOptions {
  readonly dataDir: string;
  readonly vault: SecretVault;
  readonly pipelines: PipelineStore;
  readonly log: Log;
  readonly startDemo: ServerOptions['startDemo'];
}

export class DemoHost {
  readonly #options: DemoHostOptions;
  #demo: Demo | undefined;

  constructor(options: DemoHostOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { dataDir, vault, log } = this.#options;
    const onProgress = (line: string): void => log.info(line);
    const folder = path.join(dataDir, 'demo');
    this.#demo = await (this.#options.startDemo?.(folder, onProgress) ??
      startDemo({ dataDir: folder, onProgress }));
    vault.set(DEMO_SECRET, this.#demo.connection.password);
    this.#addSamples(this.#demo);
  }

  #addSamples({ connection }: Demo): void {
    const { pipelines } = this.#options;
    if (pipelines.list().length > 0) return;
    // The newest is listed first: the one to begin with comes last.
    for (const { name, text } of samplePipelines(connection).toReversed())
      pipelines.create(name, text, 'sample');
  }

  info(): { demo?: DemoInfo } {
    if (this.#demo === undefined) return {};
    const { host, port, user, databases } = this.#demo.connection;
    return { demo: { host, port, user, databases } };
  }

  async reset(): Promise<void> {
    if (this.#demo === undefined)
      throw new TailraceError('demo-not-running', 'This server was started without the demo.');
    await this.#demo.reset();
  }

  async stop(): Promise<void> {
    const demo = this.#demo;
    this.#demo = undefined;
    await demo?.stop();
  }
}
