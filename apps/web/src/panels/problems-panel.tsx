import type { Diagnostic } from '@tailrace/core/diagnostics';
import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import { lineOf } from '../document/lines.ts';
import { requestReveal } from '../document/reveal.ts';
import { useDocument, useSession } from '../document/session.tsx';
import { useProblems } from '../document/use-problems.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import css from './panels.module.css';

/** Every finding: a press goes to its place, a fix mends it. */
export function ProblemsPanel() {
  const problems = useProblems();
  const text = useDocument(({ snapshot }) => snapshot.text);
  if (problems.length === 0) {
    return (
      <EmptyState icon={<CircleCheck size={24} aria-hidden="true" />} title="No problems">
        Everything that can be checked without running holds.
      </EmptyState>
    );
  }
  return (
    <ul aria-label="Problems">
      {problems.map((problem) => (
        <Problem
          key={`${problem.code}-${problem.range.start}-${problem.message}`}
          problem={problem}
          line={lineOf(text, problem.range.start)}
        />
      ))}
    </ul>
  );
}

const ICONS = { error: CircleX, warning: TriangleAlert, info: Info } as const;

function Problem({ problem, line }: { readonly problem: Diagnostic; readonly line: number }) {
  const { document } = useSession();
  const Icon = ICONS[problem.severity];
  return (
    <li className={css.problem}>
      <Icon size={15} role="img" aria-label={problem.severity} className={css[problem.severity]} />
      <div className={css.problemText}>
        <button type="button" className={css.go} onClick={() => requestReveal(problem.range)}>
          {problem.message}
        </button>
        <span className={css.where}>
          line {line} · {problem.path.join('.')} · <code>{problem.code}</code>
        </span>
      </div>
      {problem.fixes?.map((fix) => (
        <Button
          key={fix.title}
          onClick={() => document.transact(fix.edits, { origin: 'inspector', mark: 'fix' })}
        >
          {fix.title}
        </Button>
      ))}
    </li>
  );
}
