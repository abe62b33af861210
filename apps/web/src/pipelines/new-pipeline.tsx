import { useMutation } from '@tanstack/react-query';
import { ChevronDown, FileUp, Pencil, Plus } from 'lucide-react';
import { useLocation } from 'wouter';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';
import { ShapeStrip } from './shape-strip.tsx';
import { TEMPLATES } from './templates.ts';

/** Creates a pipeline and opens it. */
export function useCreatePipeline() {
  const [, go] = useLocation();
  return useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => go(`/pipelines/${id}`),
      onError: (error) =>
        toast(`The pipeline was not made: ${describeFailure(error).message}`, { tone: 'error' }),
    }),
  );
}

/** The page's verbs: import a file, begin empty or from a template. */
export function NewPipelineVerbs({ onImport }: { readonly onImport: () => void }) {
  const create = useCreatePipeline();
  return (
    <>
      <Button icon={<FileUp size={14} aria-hidden="true" />} onClick={onImport}>
        Import
      </Button>
      <Menu
        label="New pipeline"
        trigger={
          <Button variant="primary" icon={<Plus size={14} aria-hidden="true" />} busy={create.isPending}>
            New pipeline
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        }
        items={[
          {
            id: 'empty',
            label: 'Empty canvas',
            hint: 'Choose a source and a sink yourself',
            icon: <Pencil size={14} aria-hidden="true" />,
            onSelect: () => create.mutate({ name: 'untitled', text: '' }),
          },
          'separator',
          ...TEMPLATES.map((template) => ({
            id: template.id,
            label: template.title,
            hint: template.summary,
            icon: <ShapeStrip transforms={template.transforms} routes={template.routes} />,
            onSelect: () => create.mutate({ name: template.name, text: template.text }),
          })),
        ]}
      />
    </>
  );
}
