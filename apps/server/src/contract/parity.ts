import type { TableParity } from '@tailrace/flink';

export type { CellDifference, TableParity } from '@tailrace/flink';

export interface ParityRequest {
  readonly text: string;
  readonly clusterId: string;
  /** As for a launch there. */
  readonly rewrite?: boolean | undefined;
  /** Goes on where `parity-many-rows` asked back. */
  readonly evenMany?: boolean | undefined;
}

export interface ParityService {
  /**
   * Reads the tables of the document once by both engines, on the cluster into the `values` sink, and compares the cells; nothing is
   * written to the document's own sink. Throws `parity-many-rows` with the estimated `rows`, `parity-too-large`, `parity-run-failed`, `parity-job-failed`, and what a launch throws.
   */
  compare(request: ParityRequest, signal: AbortSignal): Promise<readonly TableParity[]>;
}
