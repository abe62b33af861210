import type { RewrittenLines } from '@tailrace/server/router';
import { useId } from 'react';
import { plural } from '../lib/format.ts';
import { Hunks } from './hunks.tsx';
import css from './launch.module.css';

interface RewritingProps {
  readonly lines: readonly RewrittenLines[];
  readonly release: string;
  readonly isTaken: boolean;
  readonly onTake: (isTaken: boolean) => void;
}

/** Expressions that the cluster's release computes differently, and how they can be written so that it does not. */
export function Rewriting({ lines, release, isTaken, onTake }: RewritingProps) {
  const id = useId();
  if (lines.length === 0) return null;
  return (
    <section aria-label="Rewriting">
      <h3>Rewriting for {release}</h3>
      <p>
        {plural(lines.length, 'expression')} would be computed differently there. Written as below, they give
        what they say. Your document stays as it is; only what is submitted changes.
      </p>
      <Hunks
        label="Difference"
        hunks={lines.map(({ line, before, after }) => ({
          line,
          removed: before.split('\n'),
          added: after.split('\n'),
        }))}
      />
      <div className={css.take}>
        <input id={id} type="checkbox" checked={isTaken} onChange={(event) => onTake(event.target.checked)} />
        <label htmlFor={id}>Submit it rewritten</label>
      </div>
    </section>
  );
}
