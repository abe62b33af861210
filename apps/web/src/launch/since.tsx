import type { SinceLastRun } from '@tailrace/server/router';
import { plural } from '../lib/format.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import css from './launch.module.css';

const GOING: readonly SinceLastRun['state'][] = [
  'starting',
  'snapshotting',
  'streaming',
  'restarting',
  'unknown',
];
const ENDING: readonly SinceLastRun['state'][] = ['pausing', 'stopping'];

/** What this launch changes of the run before, and what becomes of the rows that are there. */
export function Since({ since }: { readonly since: SinceLastRun }) {
  const { version, lines } = since;
  return (
    <section aria-label="Since the last run">
      <h3>Since the last run</h3>
      <p>{verdict(since)}</p>
      {lines.length > 0 && (
        <>
          <p>
            {plural(lines.length, 'place')} of the text {lines.length === 1 ? 'differs' : 'differ'} from
            version {version}, which ran last.
          </p>
          <ScrollRegion label={`Difference from version ${version}`} className={css.difference}>
            {lines.map(({ line, before, after }) => (
              <div key={line} className={css.hunk}>
                <span className={css.lineNumber}>line {line}</span>
                {before.split('\n').map((text, at) => (
                  <Line key={at} of="del" text={text} isThere={before !== '' || after === ''} />
                ))}
                {after.split('\n').map((text, at) => (
                  <Line key={at} of="ins" text={text} isThere={after !== ''} />
                ))}
              </div>
            ))}
          </ScrollRegion>
        </>
      )}
    </section>
  );
}

interface LineProps {
  readonly of: 'del' | 'ins';
  readonly text: string;
  readonly isThere: boolean;
}

function Line({ of: Tag, text, isThere }: LineProps) {
  if (!isThere) return null;
  return (
    <Tag>
      <span aria-hidden="true">{Tag === 'del' ? '− ' : '+ '}</span>
      {text}
    </Tag>
  );
}

function verdict({ version, state, goesOn, sameRows, lines }: SinceLastRun): string {
  const same = lines.length === 0 ? `The text is that of version ${version}, which ran last. ` : '';
  if (GOING.includes(state) || ENDING.includes(state) || state === 'paused') {
    const now = state === 'paused' ? 'is paused' : 'is going on';
    const then = sameRows
      ? 'the launch then goes on from its checkpoint, and copies nothing again.'
      : 'the launch then begins anew, with a new snapshot, because the rules, the source or the sink are not the same.';
    return `${same}The run of version ${version} ${now}. Stop it first; ${then}`;
  }
  if (goesOn)
    return `${same}The launch goes on from where the run of version ${version} was stopped; nothing is copied again.`;
  if (!sameRows)
    return `The launch begins anew, with a new snapshot: the rules, the source or the sink are not those of version ${version}, so its place cannot be gone on from.`;
  return `${same}The launch begins anew, with a new snapshot: the run of version ${version} left no place to go on from.`;
}
