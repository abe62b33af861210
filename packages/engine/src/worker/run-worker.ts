// The process of one run. It is told everything over its channel to the supervisor, tells what happens there, and does not outlive it:
// when the channel breaks, the run stops at a checkpoint and the process ends.
import type { ConnectorRegistry, RunEvent } from '../api/index.ts';
import { runPipeline } from '../runtime/run-pipeline.ts';
import type { RunHandle } from '../runtime/run-request.ts';
import type { WorkerCommand, WorkerMessage, WorkerStart } from './messages.ts';

/** The supervisor as the worker sees it; `processChannel` in a forked process. */
export interface WorkerChannel {
  /** Resolves when the message is on its way; does nothing once the supervisor is gone. */
  send(message: WorkerMessage): Promise<void>;
  onCommand(listener: (command: WorkerCommand) => void): void;
  /** The supervisor is gone, or somebody asked the process to end. */
  onGone(listener: () => void): void;
}

/** Resolves when the run is over and its outcome told; then the process may exit. */
export async function runWorker(registry: ConnectorRegistry, channel: WorkerChannel): Promise<void> {
  let handle: RunHandle | undefined;
  let gone = false;
  // Commands may come in one go with `start`, before there is a run to obey them.
  const early: Exclude<WorkerCommand, { type: 'start' }>[] = [];
  const started = new Promise<WorkerStart | undefined>((resolve) => {
    channel.onGone(() => {
      gone = true;
      resolve(undefined);
      void handle?.stop();
    });
    channel.onCommand((command) => {
      if (command.type === 'start') resolve(command.start);
      else if (handle !== undefined) obey(handle, command);
      else {
        early.push(command);
        if (command.type === 'stop') resolve(undefined);
      }
    });
  });
  await channel.send({ type: 'ready', pid: process.pid });
  const start = await started;
  if (start === undefined) return;
  handle = startRun(start, registry, (event) => {
    void channel.send({ type: 'event', event });
  });
  for (const command of early) obey(handle, command);
  if (gone) void handle.stop();
  await channel.send({ type: 'done', outcome: await handle.done });
}

function obey(handle: RunHandle, command: Exclude<WorkerCommand, { type: 'start' }>): void {
  if (command.type === 'pause') void handle.pause();
  else if (command.type === 'resume') handle.resume();
  else if (command.type === 'retake') handle.retake(command.table);
  else void handle.stop({ cleanUp: command.cleanUp ?? false });
}

function startRun(
  start: WorkerStart,
  registry: ConnectorRegistry,
  onEvent: (event: RunEvent) => void,
): RunHandle {
  return runPipeline({
    text: start.text,
    registry,
    runId: start.runId,
    pipelineName: start.pipelineName,
    stateDir: start.stateDir,
    resolveReference: (kind, name) => {
      const values = kind === 'secret' ? start.secrets : start.env;
      return Object.hasOwn(values, name) ? values[name] : undefined;
    },
    onEvent,
    ...(start.timeZone === undefined ? {} : { timeZone: start.timeZone }),
  });
}
