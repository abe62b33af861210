import { useMutation } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useSession } from '../../document/session.tsx';
import { describeFailure, trpc } from '../../lib/trpc.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import css from './designer.module.css';

interface PipelineTitleProps {
  readonly name: string;
  readonly onRenamed: (name: string) => void;
}

/** The pipeline's name, renamed in place: Enter keeps, Escape drops. */
export function PipelineTitle({ name, onRenamed }: PipelineTitleProps) {
  const { pipelineId } = useSession();
  const [typed, setTyped] = useState<string>();
  const rename = useMutation(
    trpc.pipelines.rename.mutationOptions({
      onSuccess: (_, input) => onRenamed(input.name),
      onError: (error) => toast(describeFailure(error).message, { tone: 'error' }),
    }),
  );
  function keep(): void {
    const next = typed?.trim();
    setTyped(undefined);
    if (next !== undefined && next !== '' && next !== name) rename.mutate({ id: pipelineId, name: next });
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
