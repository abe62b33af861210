// The pipeline as Flink CDC accepts it: what changes on the way is said above the text, never silently.
import { useQuery } from '@tanstack/react-query';
import { Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../document/session.tsx';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { findingsToRead } from './findings-to-read.ts';
import css from './launch.module.css';

interface ExportDialogProps {
  readonly name: string;
  readonly onClose: () => void;
}

export function ExportDialog({ name, onClose }: ExportDialogProps) {
  const { document } = useSession();
  const [text] = useState(() => document.getState().snapshot.text);
  const { data, error } = useQuery({
    ...trpc.pipelines.export.queryOptions({ text, name }),
    retry: false,
    gcTime: 0,
  });
  const failure = failureOf(error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title="Export"
      description="The YAML as Flink CDC accepts it. Secrets stay here; the text has placeholders."
      footer={
        <>
          <Button
            icon={<Copy size={14} aria-hidden="true" />}
            disabled={data === undefined || data.yaml === ''}
            onClick={() => {
              if (data !== undefined) {
                void navigator.clipboard
                  .writeText(data.yaml)
                  .then(() => toast('The YAML is on the clipboard.'));
              }
            }}
          >
            Copy
          </Button>
          <Button
            variant="primary"
            icon={<Download size={14} aria-hidden="true" />}
            disabled={data === undefined || data.yaml === ''}
            onClick={() => data !== undefined && download(data.filename, data.yaml)}
          >
            Download
          </Button>
        </>
      }
    >
      {failure !== undefined && <Failure what="It cannot be exported" {...failure} />}
      {data === undefined && failure === undefined && <Skeleton lines={8} height="16px" />}
      {data !== undefined && (
        <>
          <div className={css.findings}>
            {findingsToRead(data.findings).map(({ code, message, severity }) => (
              <Notice
                key={`${code} ${message}`}
                tone={severity === 'warning' ? 'warn' : severity}
                title={message}
                code={code}
              />
            ))}
          </div>
          {data.yaml === '' ? (
            <p>Flink CDC would refuse it as it is; what stands above has to change first.</p>
          ) : (
            <ScrollRegion label="YAML for Flink CDC" className={css.yaml}>
              <pre>{data.yaml}</pre>
            </ScrollRegion>
          )}
        </>
      )}
    </Dialog>
  );
}

function download(filename: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = window.document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  URL.revokeObjectURL(url);
}
