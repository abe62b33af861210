import type { WorkerCommand } from './messages.ts';
import type { WorkerChannel } from './run-worker.ts';

/** The IPC channel of a process made with `fork`. SIGTERM counts as the supervisor having gone: the run stops at a checkpoint. */
export function processChannel(): WorkerChannel {
  return {
    send: async (message) =>
      new Promise((resolve) => {
        if (process.send === undefined || !process.connected) resolve();
        // A supervisor that died between the check and the call is told of by 'disconnect'.
        else process.send(message, undefined, undefined, () => resolve());
      }),
    onCommand(listener) {
      process.on('message', (message: unknown) => {
        const command = asCommand(message);
        if (command !== undefined) listener(command);
      });
    },
    onGone(listener) {
      process.once('disconnect', listener);
      process.once('SIGTERM', listener);
      // A Ctrl-C in the terminal reaches the whole process group; the supervisor decides what becomes of its runs.
      process.on('SIGINT', () => undefined);
    },
  };
}

/** A record, so that the compiler asks for each. */
const COMMANDS = {
  start: true,
  pause: true,
  resume: true,
  retake: true,
  stop: true,
} satisfies Record<WorkerCommand['type'], true>;

function asCommand(message: unknown): WorkerCommand | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  // The channel is private to supervisor and worker; both are of one build.
  return Object.hasOwn(COMMANDS, String(message.type)) ? (message as WorkerCommand) : undefined;
}
