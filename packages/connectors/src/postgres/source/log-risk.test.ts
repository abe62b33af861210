import { expect, it } from 'vitest';
import { logRisk } from './log-risk.ts';

const MB = 1_000_000;

it.each([
  ['reserved', 10, undefined, undefined],
  ['reserved', 49, 100, undefined],
  ['reserved', 50, 100, 'slot-log-limit-near'],
  ['extended', 10, undefined, 'slot-log-extended'],
  ['extended', 10, 100, 'slot-log-extended'],
  ['extended', 90, 100, 'slot-log-limit-near'],
  ['unreserved', 110, 100, 'slot-log-unreserved'],
  // PostgreSQL 12 tells neither.
  [undefined, 10_000, undefined, undefined],
])('%s with %s MB of %s', (status, kept, limit, code) => {
  const limitBytes = limit === undefined ? undefined : limit * MB;
  expect(logRisk({ slot: 's', status, retainedBytes: kept * MB, limitBytes })?.code).toBe(code);
});

it('says what is kept, where it ends, and what to do', () => {
  const risk = logRisk({ slot: 's', status: 'extended', retainedBytes: 75 * MB, limitBytes: 100 * MB });
  expect(risk?.message).toMatch(
    /^Replication slot s keeps 75 MB of log; beyond 100 MB .* anew .*\. Raise max_slot_wal_keep_size/u,
  );
});
