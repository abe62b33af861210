import { Dialog } from '../ui/dialog.tsx';
import { GraphPicture } from './graph-picture.tsx';
import css from './pipelines.module.css';
import { TEMPLATES } from './templates.ts';
import { useCreatePipeline } from './use-create-pipeline.ts';

/** What a pipeline can begin as, each with the picture of its graph. */
export function TemplateGallery({ onClose }: { readonly onClose: () => void }) {
  const create = useCreatePipeline();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title="Begin from a template"
      description="A document to fill in: connections are blanks, rules are there."
    >
      <ul className={css.gallery}>
        {TEMPLATES.map((template) => (
          <li key={template.id}>
            <button
              type="button"
              className={css.template}
              onClick={() => create.mutate({ name: template.name, text: template.text })}
            >
              <GraphPicture transforms={template.transforms} routes={template.routes} />
              <span className={css.doorTitle}>{template.title}</span>
              <span className={css.doorText}>{template.summary}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
