import { Pencil } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useSession } from '../../document/session.tsx';
import { api } from '../../lib/api.ts';
import { useVerb } from '../../lib/use-verb.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import css from './designer.module.css';

interface PipelineTitleProps {
  readonly name: string;
  readonly onRenamed: (name: string) => void;
}

/** The pipeline's name, renamed in place: Enter keeps, Escape drops. */
export function PipelineTitle({ name, onRenamed }: PipelineTitleProps) {
  const { pipelineId } = useSession();
  const [typed, setTyped] = useState<string>();
  const rename = useVerb(api.pipelines.rename.mutate);
  function keep(): void {
    const next = typed?.trim();
    setTyped(undefined);
    if (next !== undefined && next !== '' && next !== name) {
      void rename.send({ id: pipelineId, name: next }).then((renamed) => renamed && onRenamed(next));
    }
  }
  if (typed === undefined) {
    return (
      <span className={css.name}>
        <h1>{name}</h1>
        <IconButton
          label="Rename the pipeline"
          icon={<Pencil size={13} aria-hidden="true" />}
          onClick={() => setTyped(name)}
        />
      </span>
    );
  }
  return (
    <TextInput
      aria-label="Name of the pipeline"
      ref={(input) => input?.focus()}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') setTyped(undefined);
      }}
    />
  );
}
