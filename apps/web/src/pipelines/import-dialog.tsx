import { useMemo, useRef, useState, type DragEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { classes } from '../ui/classes.ts';
import { Notice } from '../ui/notice.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { readConnectConfigs } from './connect-config.ts';
import { pipelineFromConnect, type ImportedPipeline } from './from-connect.ts';
import { useCreatePipeline } from './use-create-pipeline.ts';
import css from './pipelines.module.css';

interface ImportDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Takes a document as it is, byte for byte: pasted, dropped, or chosen as a file. Configurations of Debezium become one. */
export function ImportDialog({ open, onOpenChange }: ImportDialogProps) {
  const create = useCreatePipeline();
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const translated = useMemo(() => {
    const configs = readConnectConfigs(text);
    return configs === undefined ? undefined : pipelineFromConnect(configs);
  }, [text]);
  const file = useRef<HTMLInputElement>(null);

  async function take(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    setFileName(chosen.name);
    setText(await chosen.text());
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      shape="wide"
      title="Import a pipeline"
      description="Paste the YAML of a Flink CDC pipeline, drop a file, or choose one: nothing in it is changed. Connectors of Debezium and Kafka Connect (JSON, properties) are translated."
      initialFocus={area}
      footer={
        <>
          <Button onClick={() => file.current?.click()}>Choose a file…</Button>
          <Button
            variant="primary"
            disabled={text.trim() === ''}
            busy={create.isPending}
            onClick={() =>
              create.mutate(
                translated === undefined
                  ? { name: nameOf(text, fileName), text }
                  : { name: translated.name, text: translated.text },
              )
            }
          >
            Import
          </Button>
        </>
      }
    >
      <DropArea onFile={(chosen) => void take(chosen)}>
        <Field label={translated === undefined ? 'YAML or JSON' : 'Connector'}>
          {(ids) => (
            <TextArea
              {...ids}
              mono
              ref={area}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <input
          ref={file}
          type="file"
          accept=".yaml,.yml,.json,.properties,text/yaml,application/json"
          hidden
          aria-label="Pipeline file"
          onChange={(event) => void take(event.target.files?.[0])}
        />
        {translated !== undefined && <Translation pipeline={translated} />}
      </DropArea>
    </Dialog>
  );
}

/** The pipeline that a connector's configuration becomes, and what was left out of it. */
function Translation({ pipeline }: { readonly pipeline: ImportedPipeline }) {
  return (
    <section className={css.translation} aria-label="Translated">
      <Notice tone="info" title="A connector of Debezium or Kafka Connect: it becomes this pipeline">
        <ul>
          {pipeline.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Notice>
      <ScrollRegion className={css.translated} label="The pipeline">
        <pre>{pipeline.text}</pre>
      </ScrollRegion>
    </section>
  );
}

interface DropAreaProps {
  readonly onFile: (file: File | undefined) => void;
  readonly children: React.ReactNode;
}

function DropArea({ onFile, children }: DropAreaProps) {
  const [over, setOver] = useState(false);
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0]);
  }
  return (
    <div
      className={classes(css.import, over && css.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}

/** `pipeline.name` as written, else the file's name, else a plain word. */
export function nameOf(text: string, fileName: string): string {
  const section = /^pipeline:[^\n]*\n((?:[ \t#][^\n]*\n?|\r?\n)*)/mu.exec(text)?.[1] ?? '';
  const written = /^[ \t]+name:[ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|([^#\r\n]+))/mu.exec(section);
  const name = (written?.[1] ?? written?.[2] ?? written?.[3] ?? '').trim();
  return name || fileName.replace(/\.ya?ml$/iu, '') || 'imported';
}
