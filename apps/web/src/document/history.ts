// Undo and redo as one timeline of text edits, whoever made them. Pure: the store keeps the value.
// Laws: undo after do, and redo after undo, give the same text byte for byte.
import type { TextEdit } from '@tailrace/core/yaml';

export interface Step {
  /** What was done, for redo… */
  readonly edits: readonly TextEdit[];
  /** …and what takes it back. */
  readonly inverse: readonly TextEdit[];
  readonly mark: string;
  readonly at: number;
}

export interface History {
  /** Each entry is a list of steps that are taken back together, oldest first. */
  readonly past: readonly (readonly Step[])[];
  readonly future: readonly (readonly Step[])[];
}

export const emptyHistory: History = { past: [], future: [] };

/** Steps of one mark that follow within this time are one step to the user. */
const TOGETHER_MS = 700;
const LIMIT = 500;

export function record(history: History, step: Step): History {
  const last = history.past[history.past.length - 1];
  const previous = last?.[last.length - 1];
  if (
    last !== undefined &&
    previous !== undefined &&
    history.future.length === 0 &&
    previous.mark === step.mark &&
    step.at - previous.at < TOGETHER_MS &&
    isRepeatable(step.mark)
  ) {
    return { past: [...history.past.slice(0, -1), [...last, step]], future: [] };
  }
  return { past: [...history.past.slice(1 - LIMIT), [step]], future: [] };
}

/** Typing runs together; verbs such as "add route" never do. */
const isRepeatable = (mark: string): boolean => mark.startsWith('typing');

export interface Travel {
  /** To be applied one after the other, each to the text that the one before left. */
  readonly edits: readonly (readonly TextEdit[])[];
  readonly history: History;
}

/** The way one step back; undefined when there is none. */
export function travelBack({ past, future }: History): Travel | undefined {
  const steps = past[past.length - 1];
  if (steps === undefined) return undefined;
  return {
    edits: steps.map((step) => step.inverse).toReversed(),
    history: { past: past.slice(0, -1), future: [steps, ...future] },
  };
}

export function travelForward({ past, future }: History): Travel | undefined {
  const [steps, ...rest] = future;
  if (steps === undefined) return undefined;
  return { edits: steps.map((step) => step.edits), history: { past: [...past, steps], future: rest } };
}
