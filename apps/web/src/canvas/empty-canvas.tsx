import { Database, FileText, Store } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useDocument, useSession } from '../document/session.tsx';
import { focusPalette } from '../document/show-part.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import css from './canvas.module.css';
import { demoPipeline } from './demo-pipeline.ts';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** Three doors: the shop that comes along, one's own database, YAML from elsewhere. */
export function EmptyCanvas() {
  const { document } = useSession();
  const { data } = useQuery(trpc.system.info.queryOptions());
  const [isPasting, setPasting] = useState(false);
  const demo = data?.demo;
  const isBroken = useDocument(({ snapshot }) => snapshot.stale);
  // No doors there: each would write over what somebody has begun.
  if (isBroken)
    return (
      <div className={css.empty}>
        <EmptyState title="The text cannot be read yet">
          Mend the line that is named above, and the picture appears.
        </EmptyState>
      </div>
    );
  const write = (text: string): void => {
    const range = { start: 0, end: document.getState().snapshot.text.length };
    document.transact([{ range, text }], { origin: 'canvas', mark: 'begin' });
  };
  return (
    <div className={css.empty}>
      <EmptyState
        title="This pipeline is empty"
        actions={
          <>
            {demo !== undefined && (
              <Button icon={<Store {...ICON} />} onClick={() => write(demoPipeline(demo))}>
                Try the built-in shop
              </Button>
            )}
            <Button icon={<Database {...ICON} />} onClick={focusPalette}>
              Choose a source
            </Button>
            <Button icon={<FileText {...ICON} />} onClick={() => setPasting(true)}>
              Paste YAML
            </Button>
          </>
        }
      >
        Add a source, or type into the text: both are the same thing.
      </EmptyState>
      {isPasting && (
        <PasteDialog
          onClose={() => setPasting(false)}
          onPaste={(text) => {
            write(text);
            setPasting(false);
          }}
        />
      )}
    </div>
  );
}

interface PasteDialogProps {
  readonly onClose: () => void;
  readonly onPaste: (text: string) => void;
}

function PasteDialog({ onClose, onPaste }: PasteDialogProps) {
  const [text, setText] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title="Paste YAML"
      description="A pipeline of Flink CDC 3 or of Tailrace. Every byte stays as it is."
      initialFocus={area}
      footer={
        <Button variant="primary" disabled={text.trim() === ''} onClick={() => onPaste(text)}>
          Use it
        </Button>
      }
    >
      <Field label="YAML">
        {(ids) => (
          <TextArea
            {...ids}
            ref={area}
            mono
            rows={16}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
