import type { SinceLastRun } from '@tailrace/server/router';
import { plural } from '../lib/format.ts';
import { Hunks } from './hunks.tsx';

/** What this launch changes of the run before, and what becomes of the rows that are there. */
export function Since({ since }: { readonly since: SinceLastRun }) {
  const { version, lines } = since;
  return (
    <section aria-label="Since the last run">
      <h3>Since the last run</h3>
      <p>{verdict(since)}</p>
      {lines.length === 0 ? (
        <p>The text is that of version {version}, which ran last.</p>
      ) : (
        <>
          <p>
            {plural(lines.length, 'place')} of the text {lines.length === 1 ? 'differs' : 'differ'} from
            version {version}, which ran last.
          </p>
          <Hunks label={`Difference from version ${version}`} hunks={lines} />
        </>
      )}
    </section>
  );
}

const OUTCOMES: Readonly<Record<SinceLastRun['outcome'], string>> = {
  'goes-on': 'The launch goes on from where that run is stopped; nothing is copied again.',
  'from-savepoint': 'The launch goes on from the savepoint that is chosen above.',
  'as-chosen': 'The launch begins anew, with a new snapshot, as is chosen above.',
  'other-rows':
    'The launch begins anew, with a new snapshot: the rules, the source or the sink are not those of that run, so its place cannot be gone on from.',
  'other-engine':
    'The launch begins anew, with a new snapshot: that run was elsewhere, and its place cannot be gone on from here.',
  'no-place': 'The launch begins anew, with a new snapshot: that run left no place to go on from.',
};

function verdict({ version, state, mustStop, outcome }: SinceLastRun): string {
  const first = !mustStop
    ? ''
    : `The run of version ${version} ${state === 'paused' ? 'is paused' : 'is going on'}: stop it first. `;
  return first + OUTCOMES[outcome];
}
