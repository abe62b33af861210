import { parseStackTrace, simpleName, type ThrownCause } from './stack-trace.ts';
import { recognize } from './known-failures.ts';

/** Why something failed on the cluster, in plain words, with what Flink said behind it. */
export interface FlinkFailure {
  /**
   * Stable: `flink-connector-missing`, `flink-access-denied`, `flink-table-missing`, `flink-expression-failed`, … (known-failures.ts),
   * or `flink-job-failed` where the cause is none that is known.
   */
  readonly code: string;
  /** One sentence or two: what is wrong, with the value, and what to do where that is known. */
  readonly summary: string;
  /** Plain facts that the summary is made of: table, expression, option, connector. */
  readonly data: Readonly<Record<string, string>>;
  /** From the outermost to the innermost. */
  readonly causes: readonly ThrownCause[];
  /** What Flink sent, whole: for a folded view. */
  readonly raw: string;
}

/** Classes that only carry another failure; their message says nothing that the cause does not say better. */
const WRAPPERS = new Set([
  'RestHandlerException',
  'CompletionException',
  'ExecutionException',
  'UncheckedExecutionException',
  'ProgramInvocationException',
  'SerializedThrowable',
  'JobInitializationException',
  'JobExecutionException',
  'ProgramAbortException',
]);

/** Reads a stack trace, or any text that Flink sent as the reason of a failure. */
export function explainFailure(raw: string): FlinkFailure {
  const causes = parseStackTrace(raw);
  const known = recognize(causes, raw);
  if (known !== undefined) return { ...known, causes, raw };
  return { code: 'flink-job-failed', summary: inOwnWords(causes), data: {}, causes, raw };
}

/** The innermost cause that says something; a class name stands before a message that means little without it. */
function inOwnWords(causes: readonly ThrownCause[]): string {
  const telling = causes.findLast(
    (cause) => cause.message !== '' && !WRAPPERS.has(simpleName(cause.className)),
  );
  const cause = telling ?? causes.findLast((one) => one.message !== '') ?? causes.at(-1);
  if (cause === undefined) return 'Flink gave no reason.';
  const message = cause.message.replace(/^The main method caused an error: /, '');
  const name = simpleName(cause.className);
  if (message === '') return name === '' ? 'Flink gave no reason.' : name;
  return name === '' || /^(?:Runtime|IllegalArgument|IllegalState|Flink|FlinkRuntime)Exception$/.test(name)
    ? message
    : `${name}: ${message}`;
}

/** Whether a trace only says that Flink gave up restarting, so that the reason has to be looked for elsewhere. */
export function onlySaysGivenUp(failure: FlinkFailure): boolean {
  const [first, second] = failure.causes;
  return second === undefined && first?.message.startsWith('Recovery is suppressed by ') === true;
}

/**
 * Whether it may be the consequence of the failure before it: Debezium keeps what it knows of tables in the task, and a task that is restarted
 * at once may be without it.
 */
export function mayOnlyFollow(failure: FlinkFailure): boolean {
  return failure.causes.some(({ message }) => message.includes('The db history topic or its content is'));
}
