// Unit tests of pipelines as they are read from a file; docs/pipeline-tests.md describes the notation.

export interface TestFile {
  readonly file: string;
  readonly tests: readonly PipelineTest[];
}

export interface PipelineTest {
  readonly name: string;
  readonly pipeline: PipelineText;
  /** Sent first; what the sink gets from them is not compared. */
  readonly given: readonly GivenEvent[];
  readonly events: readonly GivenEvent[];
  /** What the sink has to get from `events`; undefined: whatever it is. */
  readonly expect?: readonly GivenEvent[];
  readonly error?: ExpectedError;
  /** `per-table` compares the order inside each sink table only. */
  readonly order: 'exact' | 'per-table';
  /** The instant of clock functions in ms; undefined: the machine's clock. */
  readonly now?: number;
  /** Used where the document names no zone. */
  readonly timeZone: string;
  readonly only: boolean;
  /** Why it is skipped; empty where no reason is given. */
  readonly skip?: string;
}

/** A document, and the name under which messages show places in it. */
export interface PipelineText {
  readonly text: string;
  readonly file: string;
}

/** An event as JSON, and where it stands. */
export interface GivenEvent {
  readonly json: unknown;
  readonly place: string;
}

export interface ExpectedError {
  readonly code?: string;
  readonly message?: RegExp;
  /** Number of the event in `events` that has to fail, from 1. */
  readonly event?: number;
}

export interface TestResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Lines that say what is different; for a skipped test the reason. */
  readonly details: readonly string[];
  readonly ms: number;
}

export interface FileResult {
  readonly file: string;
  readonly results: readonly TestResult[];
  /** Tests that another one's `only` left out. */
  readonly leftOut: number;
}
