// A password never enters the document: what is typed goes to the server's store, and the text only names it. A value that already
// stands in the text is not shown, and can be moved out of it with one press.
import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useSession, type Session } from '../document/session.tsx';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { setField } from './field-edits.ts';
import type { FieldModel } from './field-model.ts';
import css from './inspector.module.css';

const REFERENCE = /^\$\{(secret|env)\.[^}]+\}$/u;

/** "shop to warehouse", ["source", "password"] → "SHOP_TO_WAREHOUSE_SOURCE_PASSWORD". */
export function secretName(pipeline: string, path: readonly (string | number)[]): string {
  const words = [pipeline, ...path].join('_').toUpperCase();
  const name = words.replaceAll(/[^A-Z0-9]+/gu, '_').replaceAll(/^_+|_+$/gu, '');
  return (/^[A-Z]/u.test(name) ? name : `P_${name}`).slice(0, 100);
}

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
  const isReference = field.value !== undefined && REFERENCE.test(field.value);
  const name = (): string =>
    secretName(session.document.getState().snapshot.pipeline.options.name, field.path);

  function commit(): void {
    if (typed === '') return;
    if (REFERENCE.test(typed)) setField(session, field.path, typed);
    else store.mutate({ name: name(), value: typed });
    setTyped('');
  }

  return (
    <div className={css.secret}>
      {field.value !== undefined && (
        <p className={css.secretState}>
          {isReference ? (
            <code>{field.value}</code>
          ) : (
            'A value stands in the text, readable by anybody who has it.'
          )}
          {!isReference && (
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
