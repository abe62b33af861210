import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import css from './connections.module.css';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;

interface SecretDialogProps {
  /** Empty: one that has none yet. */
  readonly name: string;
  readonly isStored: boolean;
  readonly onClose: () => void;
}

/** Stores a value under a name. The value leaves this form only towards the server, once. */
export function SecretDialog({ name: given, isStored, onClose }: SecretDialogProps) {
  const first = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const [name, setName] = useState(given);
  const [value, setValue] = useState('');
  const set = useMutation(
    trpc.secrets.set.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.secrets.pathFilter());
        onClose();
      },
    }),
  );
  const badName = name !== '' && !NAME.test(name);
  const canSave = name !== '' && !badName && value !== '';
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (canSave) set.mutate({ name, value });
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      initialFocus={first}
      title={given === '' ? 'Add a secret' : `${isStored ? 'Replace' : 'Store'} ${given}`}
      description="Encrypted in the data folder. It can be replaced or removed, but never shown again."
      footer={
        <Button
          variant="primary"
          disabled={!canSave}
          busy={set.isPending}
          onClick={() => set.mutate({ name, value })}
        >
          {isStored ? 'Replace' : 'Store'}
        </Button>
      }
    >
      <form className={css.form} onSubmit={submit}>
        <Field
          label="Name"
          hint={given === '' ? 'Letters, digits and underscores, as in SHOP_PASSWORD' : undefined}
          error={badName ? `“${name}” has other characters than letters, digits and underscores.` : undefined}
        >
          {(ids) => (
            <TextInput
              {...ids}
              {...(given === '' ? { ref: first } : {})}
              mono
              value={name}
              disabled={given !== ''}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Value" error={set.error === null ? undefined : describeFailure(set.error).message}>
          {(ids) => (
            <TextInput
              {...ids}
              {...(given === '' ? {} : { ref: first })}
              type="password"
              autoComplete="new-password"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}
