import { ScrollRegion } from '../ui/scroll-region.tsx';
import css from './launch.module.css';

interface Hunk {
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Lines of a text as they were and as they would be. */
export function Hunks({ label, hunks }: { readonly label: string; readonly hunks: readonly Hunk[] }) {
  return (
    <ScrollRegion label={label} className={css.difference}>
      {hunks.map(({ line, removed, added }) => (
        <div key={line} className={css.hunk}>
          <span className={css.lineNumber}>line {line}</span>
          {removed.map((text, at) => (
            <del key={at}>
              <span aria-hidden="true">− </span>
              {text}
            </del>
          ))}
          {added.map((text, at) => (
            <ins key={at}>
              <span aria-hidden="true">+ </span>
              {text}
            </ins>
          ))}
        </div>
      ))}
    </ScrollRegion>
  );
}
