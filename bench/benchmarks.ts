import type { Benchmark } from './benchmark.ts';
import { keystrokes } from './keystroke.ts';
import { snapshotPgPg } from './snapshot-pg-pg.ts';
import { firstRow, startWarm } from './start.ts';

/** All figures, in the order they are told. */
export const benchmarks: readonly Benchmark[] = [snapshotPgPg, startWarm, firstRow, ...keystrokes];
