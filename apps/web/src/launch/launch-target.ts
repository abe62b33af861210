// Where a launch goes and how, as the panel holds it.
import type { LaunchTarget, PipelineSavepoint } from '@tailrace/server/router';

/** The value of the choice that means this machine; no cluster's id has a space. */
export const THIS_MACHINE = 'this machine';

export interface LaunchChoice {
  /** A cluster's id, or THIS_MACHINE. */
  readonly engine: string;
  /** As typed; empty: the document's own. */
  readonly parallelism: string;
  readonly rewrite: boolean;
  /** `last`: where the last run was stopped, if it was; `nothing`; or a savepoint's path. */
  readonly from: string;
}

export const choiceFor = (clusterId: string | undefined): LaunchChoice => ({
  engine: clusterId ?? THIS_MACHINE,
  parallelism: '',
  rewrite: false,
  from: 'last',
});

/** What is wrong with the parallelism as typed. */
export function parallelismProblem(typed: string): string | undefined {
  if (typed.trim() === '') return undefined;
  const value = Number(typed);
  return Number.isSafeInteger(value) && value >= 1 && value <= 32_768
    ? undefined
    : `“${typed.trim()}” is no whole number from 1 to 32,768.`;
}

/** undefined: this machine. */
export function targetOf(choice: LaunchChoice): LaunchTarget | undefined {
  const { engine, parallelism, rewrite, from } = choice;
  if (engine === THIS_MACHINE) return undefined;
  const typed = parallelismProblem(parallelism) === undefined ? Number(parallelism) : 0;
  return {
    clusterId: engine,
    rewrite,
    ...(typed >= 1 ? { parallelism: typed } : {}),
    ...(from === 'last' ? {} : { from: from === 'nothing' ? null : from }),
  };
}

/** Places of the pipeline's runs on that cluster, newest first, each once. */
export function placesOn(
  savepoints: readonly PipelineSavepoint[],
  clusterId: string,
): readonly PipelineSavepoint[] {
  const paths = new Set<string>();
  return savepoints
    .filter((one) => one.clusterId === clusterId)
    .toSorted((a, b) => b.at - a.at)
    .filter(({ path }) => !paths.has(path) && paths.add(path) !== undefined);
}
