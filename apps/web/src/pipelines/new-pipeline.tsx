import { ChevronDown, Compass, FileUp, LayoutTemplate, Pencil, Plus } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { useCreatePipeline } from './use-create-pipeline.ts';

const GuideDialog = lazy(async () => ({ default: (await import('./guide/guide-dialog.tsx')).GuideDialog }));
const TemplateGallery = lazy(async () => ({
  default: (await import('./template-gallery.tsx')).TemplateGallery,
}));

const ICON = { size: 14, 'aria-hidden': true } as const;

export type Beginning = 'none' | 'guide' | 'templates';

interface NewPipelineVerbsProps {
  readonly onImport: () => void;
  readonly onBegin: (beginning: Beginning) => void;
}

/** The page's verbs: import a file, begin empty, from a template, or step by step. */
export function NewPipelineVerbs({ onImport, onBegin }: NewPipelineVerbsProps) {
  const create = useCreatePipeline();
  return (
    <>
      <Button icon={<FileUp {...ICON} />} onClick={onImport}>
        Import
      </Button>
      <Menu
        label="New pipeline"
        trigger={
          <Button variant="primary" icon={<Plus {...ICON} />} busy={create.isPending}>
            New pipeline
            <ChevronDown {...ICON} />
          </Button>
        }
        items={[
          {
            id: 'empty',
            label: 'Empty canvas',
            hint: 'Choose a source and a sink yourself',
            icon: <Pencil {...ICON} />,
            onSelect: () => create.mutate({ name: 'untitled', text: '' }),
          },
          {
            id: 'guide',
            label: 'Guided start…',
            hint: 'Source, tables, sink: each tried before the next',
            icon: <Compass {...ICON} />,
            onSelect: () => onBegin('guide'),
          },
          {
            id: 'templates',
            label: 'From a template…',
            hint: 'A whole database, merged shards, a trial without a database',
            icon: <LayoutTemplate {...ICON} />,
            onSelect: () => onBegin('templates'),
          },
        ]}
      />
    </>
  );
}

/** The window that a beginning opens. */
export function BeginDialog({
  beginning,
  onClose,
}: {
  readonly beginning: Beginning;
  readonly onClose: () => void;
}) {
  return (
    <Suspense fallback={null}>
      {beginning === 'guide' && <GuideDialog onClose={onClose} />}
      {beginning === 'templates' && <TemplateGallery onClose={onClose} />}
    </Suspense>
  );
}
