import { TriangleAlert } from 'lucide-react';
import { lineOf } from '../document/lines.ts';
import { requestReveal } from '../document/reveal.ts';
import { useDocument } from '../document/session.tsx';
import { Button } from '../ui/button.tsx';
import css from './canvas.module.css';

/** While the text does not parse: which line, and that the picture is an older one. */
export function StaleBanner() {
  const problem = useDocument(({ snapshot }) => (snapshot.stale ? snapshot.diagnostics[0] : undefined));
  const text = useDocument(({ snapshot }) => snapshot.text);
  const isStale = useDocument(({ snapshot }) => snapshot.stale);
  const hasPicture = useDocument(({ graph }) => graph.nodes.length > 0);
  if (!isStale) return null;
  return (
    <div className={css.banner} data-tone="warn" role="status">
      <TriangleAlert size={14} aria-hidden="true" />
      <span>
        {problem === undefined
          ? 'The text cannot be read.'
          : `Line ${lineOf(text, problem.range.start)}: ${problem.message}`}
        {hasPicture && ' The picture shows the last text that could be read.'}
      </span>
      {problem !== undefined && (
        <Button variant="quiet" onClick={() => requestReveal(problem.range)}>
          Go to it
        </Button>
      )}
    </div>
  );
}
