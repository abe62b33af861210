// A password never enters the document: what is typed goes to the server's store, and the text only names it. A value that already
// stands in the text is not shown, and can be moved out of it with one press.
import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useSession, type Session } from '../document/session.tsx';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { isReference, secretName } from '../lib/secret-name.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { setField } from './field-edits.ts';
import type { FieldModel } from './field-model.ts';
import css from './inspector.module.css';

function useStore(session: Session, field: FieldModel) {
  return useMutation(
    trpc.secrets.set.mutationOptions({
      onSuccess: (_, { name }) => {
        setField(session, field.path, `\${secret.${name}}`);
        toast(`Stored as ${name}. The text only names it.`);
      },
      onError: (error) => toast(describeFailure(error).message, { tone: 'error' }),
    }),
  );
}

export function SecretField({
  field,
  ids,
}: {
  readonly field: FieldModel;
  readonly ids: { readonly id: string };
}) {
  const session = useSession();
  const [typed, setTyped] = useState('');
  const store = useStore(session, field);
  const isNamed = field.value !== undefined && isReference(field.value);
  const name = (): string =>
    secretName(session.document.getState().snapshot.pipeline.options.name, field.path);

  function commit(): void {
    if (typed === '') return;
    if (isReference(typed)) setField(session, field.path, typed);
    else store.mutate({ name: name(), value: typed });
    setTyped('');
  }

  return (
    <div className={css.secret}>
      {field.value !== undefined && (
        <p className={css.secretState}>
          {isNamed ? (
            <code>{field.value}</code>
          ) : (
            'A value stands in the text, readable by anybody who has it.'
          )}
          {!isNamed && (
            <Button
              busy={store.isPending}
              onClick={() => store.mutate({ name: name(), value: field.value ?? '' })}
            >
              Move to the secrets
            </Button>
          )}
        </p>
      )}
      <TextInput
        {...ids}
        type="password"
        autoComplete="new-password"
        value={typed}
        disabled={store.isPending}
        placeholder={field.value === undefined ? 'Type it; it is stored encrypted' : 'Type to replace it'}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') setTyped('');
        }}
      />
    </div>
  );
}
