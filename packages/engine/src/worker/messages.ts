// What a supervisor and the process of one run say to each other over the IPC channel of `fork`. Plain JSON. Values of
// secrets travel here and nowhere else: not on the command line, not in the environment, not in a file.
import type { RunEvent } from '../api/index.ts';
import type { RunOutcome } from '../runtime/run-request.ts';

export interface WorkerStart {
  readonly runId: string;
  readonly text: string;
  readonly pipelineName: string;
  readonly stateDir: string;
  /** Values by name for `${secret.NAME}` and `${env.NAME}`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly timeZone?: string;
}

/** Supervisor → worker. `start` comes once and first. `stop` with `cleanUp` also removes the source's slot. */
export type WorkerCommand =
  | { readonly type: 'start'; readonly start: WorkerStart }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'retake'; readonly table: string }
  | { readonly type: 'stop'; readonly cleanUp?: boolean };

/** Worker → supervisor. After `ready` the worker takes `start`; after `done` it exits by itself with status 0. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly pid: number }
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'done'; readonly outcome: RunOutcome };
