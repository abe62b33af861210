// The guided start: source → tables → sink → done. Each step can be gone back to; nothing is made before the last.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isReference, secretName } from '../../lib/secret-name.ts';
import { describeFailure } from '../../lib/api.ts';
import { trpc } from '../../lib/trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { toast } from '../../ui/toast.tsx';
import { useCreatePipeline } from '../use-create-pipeline.ts';
import { EndStep } from './end-step.tsx';
import css from './guide.module.css';
import { FIRST_DRAFT, fieldsOf, missing, textOf, type GuideDraft, type Role } from './guide-draft.ts';
import { TablesStep } from './tables-step.tsx';

const STEPS = ['Source', 'Tables', 'Sink', 'Done'] as const;
type Step = (typeof STEPS)[number];

export function GuideDialog({ onClose }: { readonly onClose: () => void }) {
  const create = useCreatePipeline();
  const [draft, setDraft] = useState(FIRST_DRAFT);
  const [step, setStep] = useState<Step>('Source');
  const store = useStoreSecrets(draft, setDraft);
  const at = STEPS.indexOf(step);
  const lacks =
    step === 'Source'
      ? missing('source', draft.source, draft.database)
      : step === 'Sink'
        ? missing('sink', draft.sink, '')
        : step === 'Tables' && draft.tables?.length === 0
          ? ['a table']
          : [];
  async function forward(): Promise<void> {
    const stored = await store();
    const next = STEPS[at + 1];
    if (stored === undefined) return;
    if (next === undefined) create.mutate({ name: stored.name, text: textOf(stored) });
    else setStep(next);
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title="Guided start"
      description="From a database to a pipeline in four steps. Looking writes nothing."
      footer={
        <>
          {at > 0 && <Button onClick={() => setStep(STEPS[at - 1] ?? 'Source')}>Back</Button>}
          <Button
            variant="primary"
            busy={create.isPending}
            disabled={lacks.length > 0}
            title={lacks.length > 0 ? `Still needed: ${lacks.join(', ')}` : undefined}
            onClick={() => void forward()}
          >
            {step === 'Done' ? 'Create the pipeline' : `Next: ${STEPS[at + 1]?.toLowerCase()}`}
          </Button>
        </>
      }
    >
      <ol className={css.steps} aria-label="Steps">
        {STEPS.map((name) => (
          <li key={name} aria-current={name === step ? 'step' : undefined}>
            {name}
          </li>
        ))}
      </ol>
      {step === 'Source' && (
        <EndStep key="source" side="source" draft={draft} onChange={setDraft} onStore={store} />
      )}
      {step === 'Tables' && <TablesStep draft={draft} onChange={setDraft} />}
      {step === 'Sink' && (
        <EndStep key="sink" side="sink" draft={draft} onChange={setDraft} onStore={store} />
      )}
      {step === 'Done' && <LastStep draft={draft} onChange={setDraft} />}
    </Dialog>
  );
}

interface LastStepProps {
  readonly draft: GuideDraft;
  readonly onChange: (draft: GuideDraft) => void;
}

function LastStep({ draft, onChange }: LastStepProps) {
  return (
    <div className={css.step}>
      <Field label="Name">
        {(ids) => (
          <TextInput
            {...ids}
            value={draft.name}
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <ScrollRegion className={css.text} label="The pipeline">
        <pre>{textOf(draft)}</pre>
      </ScrollRegion>
      <p className={css.hint}>
        It opens in the designer, where rows can be seen at every step. Nothing runs before Launch.
      </p>
    </div>
  );
}

/** What was typed as a secret goes to the server's store, and the draft names it from then on. */
function useStoreSecrets(
  draft: GuideDraft,
  onChange: (draft: GuideDraft) => void,
): () => Promise<GuideDraft | undefined> {
  const set = useMutation(trpc.secrets.set.mutationOptions());
  return async () => {
    let next = draft;
    try {
      for (const role of ['source', 'sink'] as const) {
        for (const { key, value } of typedSecrets(next, role)) {
          const name = secretName(draft.name, [role, key]);
          await set.mutateAsync({ name, value });
          const end = next[role];
          next = { ...next, [role]: { ...end, values: { ...end.values, [key]: `\${secret.${name}}` } } };
        }
      }
    } catch (error) {
      toast(describeFailure(error).message, { tone: 'error' });
      return undefined;
    }
    onChange(next);
    return next;
  };
}

function typedSecrets(
  draft: GuideDraft,
  role: Role,
): readonly { readonly key: string; readonly value: string }[] {
  const { type, values } = draft[role];
  return fieldsOf(role, type).flatMap(({ key, secret }) => {
    const value = values[key] ?? '';
    return secret === true && value !== '' && !isReference(value) ? [{ key, value }] : [];
  });
}
