// One test: its events through the operators of its pipeline, and what came out against what is expected.
import { type Diagnostic, renderDiagnostic, TailraceError } from '@tailrace/core/diagnostics';
import { type ChangeEvent, eventFromJson } from '@tailrace/core/event';
import { createEventChain, type EventChain } from '../dry-run/event-chain.ts';
import { checkDocument } from '../read-document.ts';
import { compareEvents, type SinkEvent } from './compare-events.ts';
import type { ExpectedError, GivenEvent, PipelineTest, TestResult } from './pipeline-test.ts';

/** Never throws for what a pipeline or a test may be; a fault of our own passes. */
export function runTest(test: PipelineTest): TestResult {
  if (test.skip !== undefined) {
    return { name: test.name, status: 'skipped', details: test.skip === '' ? [] : [test.skip], ms: 0 };
  }
  const began = performance.now();
  const details = detailsOf(test);
  const status = details.length === 0 ? 'passed' : 'failed';
  return { name: test.name, status, details, ms: performance.now() - began };
}

function detailsOf(test: PipelineTest): readonly string[] {
  const document = checkDocument(test.pipeline.text);
  if (!document.valid) {
    const errors = document.diagnostics.filter((one) => one.severity === 'error');
    if (test.error !== undefined && errors.some((one) => isExpected(test.error, one))) return [];
    return errors.flatMap((one) => renderDiagnostic(document.text, one, test.pipeline.file).split('\n'));
  }
  const outcome = collect(test, () =>
    createEventChain({
      pipeline: document.pipeline,
      defaultTimeZone: test.timeZone,
      now: () => test.now ?? Date.now(),
    }),
  );
  const wrongError = judgeError(test.error, outcome.failure);
  if (wrongError.length > 0) return wrongError;
  return test.expect === undefined ? [] : compareEvents(test.expect, outcome.got, test.order);
}

interface Failure {
  readonly error: TailraceError;
  readonly place: string;
  /** Number in `events`, from 1; undefined for what comes before them. */
  readonly event: number | undefined;
}

interface Outcome {
  readonly got: readonly SinkEvent[];
  readonly failure?: Failure;
}

/** Sends all events, or those up to the first failure. */
function collect(test: PipelineTest, open: () => EventChain): Outcome {
  const got: SinkEvent[] = [];
  let place = 'the pipeline';
  let number: number | undefined;
  try {
    const chain = open();
    for (const event of test.given) {
      place = event.place;
      sendOne(chain, event);
    }
    for (const [index, event] of test.events.entries()) {
      ({ place } = event);
      number = index + 1;
      sendOne(chain, event, got);
    }
    return { got };
  } catch (error) {
    if (!(error instanceof TailraceError)) throw error;
    return { got, failure: { error, place, event: number } };
  }
}

function sendOne(chain: EventChain, { json, place }: GivenEvent, got?: SinkEvent[]): void {
  const out: ChangeEvent[] = [];
  try {
    chain.send((schemas) => eventFromJson(json, schemas), out);
  } finally {
    for (const event of out) got?.push({ event, schema: chain.sinkSchema(event.table), from: place });
  }
}

function judgeError(expected: ExpectedError | undefined, failure: Failure | undefined): readonly string[] {
  const got =
    failure === undefined
      ? 'none'
      : `error[${failure.error.code}] at ${failure.place}: ${failure.error.message}`;
  if (expected === undefined) return failure === undefined ? [] : [got];
  const isRight =
    failure !== undefined &&
    isExpected(expected, failure.error) &&
    (expected.event === undefined || expected.event === failure.event);
  return isRight ? [] : [`expected ${inWords(expected)}`, `got ${got}`];
}

function isExpected(expected: ExpectedError | undefined, error: TailraceError | Diagnostic): boolean {
  return (
    expected !== undefined &&
    (expected.code === undefined || expected.code === error.code) &&
    (expected.message === undefined || expected.message.test(error.message))
  );
}

function inWords({ code, message, event }: ExpectedError): string {
  const parts = [
    code === undefined ? 'an error' : `error[${code}]`,
    event === undefined ? '' : `at event ${event}`,
    message === undefined ? '' : `with a message like /${message.source}/`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}
