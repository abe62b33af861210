import { Database, FileUp, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { useCreatePipeline } from './use-create-pipeline.ts';
import css from './pipelines.module.css';
import { TEMPLATES } from './templates.ts';

const trial = TEMPLATES.find((template) => template.id === 'trial');

interface DoorsProps {
  readonly onImport: () => void;
  readonly onGuide: () => void;
}

/** The first page of somebody who has nothing yet: three ways in. */
export function Doors({ onImport, onGuide }: DoorsProps) {
  const create = useCreatePipeline();
  return (
    <EmptyState
      title="No pipelines yet"
      actions={
        <ul className={css.doors}>
          <Door
            icon={<Sparkles size={18} aria-hidden="true" />}
            title="Try it without a database"
            onOpen={() => trial !== undefined && create.mutate({ name: trial.name, text: trial.text })}
          >
            Generated rows through a transform, seen on every node. With the demo (npm start) there are real
            shop tables, too.
          </Door>
          <Door icon={<Database size={18} aria-hidden="true" />} title="Connect my database" onOpen={onGuide}>
            Choose a source, try it, pick its tables, choose a sink: four steps to a pipeline.
          </Door>
          <Door icon={<FileUp size={18} aria-hidden="true" />} title="Bring a pipeline" onOpen={onImport}>
            Paste or drop the YAML of a Flink CDC pipeline, which is kept byte for byte, or a connector of
            Debezium or Kafka Connect.
          </Door>
        </ul>
      }
    >
      A pipeline reads tables of one database, reshapes their rows, and keeps another in step with every
      change.
    </EmptyState>
  );
}

interface DoorProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly onOpen: () => void;
  readonly children: ReactNode;
}

function Door({ icon, title, onOpen, children }: DoorProps) {
  return (
    <li>
      <button type="button" className={css.door} onClick={onOpen}>
        {icon}
        <span className={css.doorTitle}>{title}</span>
        <span className={css.doorText}>{children}</span>
      </button>
    </li>
  );
}
