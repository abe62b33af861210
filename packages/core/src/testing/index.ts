export { FUZZ_RUNS, FUZZ_TIMEOUT, hangs } from './fuzz.ts';
