import { Ellipsis, FileDown, ListChecks, Pause, Play, Rocket, Square, Unplug } from 'lucide-react';
import { useLocation } from 'wouter';
import { useRun, useSession } from '../../document/session.tsx';
import { api } from '../../lib/api.ts';
import { useVerb } from '../../lib/use-verb.ts';
import { useProblems } from '../../document/use-problems.ts';
import { isGoing } from '../../runs/run-states.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import css from './designer.module.css';

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
      {(going || state === 'paused') && runId !== undefined && <RunVerbs runId={runId} state={state} />}
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

function RunVerbs({ runId, state }: { readonly runId: string; readonly state: string }) {
  const pause = useVerb(api.runs.pause.mutate);
  const resume = useVerb(api.runs.resume.mutate);
  const stop = useVerb(api.runs.stop.mutate);
  const { run } = useSession();
  return (
    <>
      {state === 'paused' ? (
        <Button
          icon={<Play {...ICON} />}
          busy={resume.isPending}
          onClick={() => void resume.send({ runId }).then((resumed) => resumed && run.follow(runId))}
        >
          Resume
        </Button>
      ) : (
        <Button icon={<Pause {...ICON} />} busy={pause.isPending} onClick={() => void pause.send({ runId })}>
          Pause
        </Button>
      )}
      <Menu
        label="Stop"
        trigger={
          <Button icon={<Square {...ICON} />} busy={stop.isPending}>
            Stop
          </Button>
        }
        items={[
          {
            id: 'stop',
            label: 'Stop',
            hint: 'Its position is kept at the source until you clean up',
            icon: <Square {...ICON} />,
            onSelect: () => void stop.send({ runId }),
          },
          {
            id: 'clean-up',
            label: 'Stop and clean up',
            hint: 'Removes the replication slot and publication from the source; the rows in the sink stay',
            icon: <Unplug {...ICON} />,
            danger: true,
            onSelect: () => void stop.send({ runId, cleanUp: true }),
          },
        ]}
      />
    </>
  );
}
