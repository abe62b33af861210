import { Ellipsis, FileDown, ListChecks, Rocket } from 'lucide-react';
import { Suspense } from 'react';
import { useLocation } from 'wouter';
import { useRun } from '../../document/session.tsx';
import { lazyPart } from '../../lib/lazy-part.tsx';
import { useProblems } from '../../document/use-problems.ts';
import { isGoing } from '../../lib/run-states.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import css from './designer.module.css';

// Those of the run's own page.
const RunVerbs = lazyPart(async () => (await import('../../runs/run-verbs.tsx')).VerbsOfRun);

export type DesignerWindow = 'none' | 'launch' | 'export';

interface DesignerVerbsProps {
  readonly onOpen: (window: DesignerWindow) => void;
  readonly onProblems: () => void;
}

const ICON = { size: 14, 'aria-hidden': true } as const;

export function DesignerVerbs({ onOpen, onProblems }: DesignerVerbsProps) {
  const state = useRun((run) => run.state);
  const runId = useRun((run) => run.runId);
  const [, go] = useLocation();
  const going = isGoing(state);
  const items: readonly (MenuItem | 'separator')[] = [
    {
      id: 'export',
      label: 'Export…',
      hint: 'The YAML as Flink CDC accepts it',
      icon: <FileDown {...ICON} />,
      onSelect: () => onOpen('export'),
    },
    ...(runId === undefined
      ? []
      : [
          {
            id: 'run',
            label: 'Open the run',
            icon: <ListChecks {...ICON} />,
            onSelect: () => go(`/runs/${runId}`),
          },
        ]),
  ];
  return (
    <>
      <ProblemsButton onClick={onProblems} />
      {(going || state === 'paused') && state !== 'draft' && runId !== undefined && (
        <Suspense fallback={null}>
          <RunVerbs runId={runId} state={state} />
        </Suspense>
      )}
      {!going && state !== 'paused' && state !== 'pausing' && state !== 'stopping' && (
        <Button variant="primary" icon={<Rocket {...ICON} />} onClick={() => onOpen('launch')}>
          Launch
        </Button>
      )}
      <Menu
        label="More"
        trigger={<IconButton label="More" icon={<Ellipsis size={16} aria-hidden="true" />} />}
        items={items}
      />
    </>
  );
}

function ProblemsButton({ onClick }: { readonly onClick: () => void }) {
  const problems = useProblems();
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const tone = errors > 0 ? 'error' : problems.length > 0 ? 'warn' : undefined;
  return (
    <Button variant="quiet" onClick={onClick}>
      <span className={css.problems} data-tone={tone}>
        Problems {problems.length}
      </span>
    </Button>
  );
}
