import type { OptionSpec } from '@tailrace/core/descriptor';
import type { Path } from '@tailrace/core/yaml';
import { ChevronRight, Plus } from 'lucide-react';
import { useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { useDocument, useSession } from '../document/session.tsx';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import { setField } from './field-edits.ts';
import { fieldGroups, otherFields, type FieldGroup } from './field-model.ts';
import css from './inspector.module.css';
import { OptionField } from './option-field.tsx';

interface FieldFormProps {
  readonly specs: readonly OptionSpec[];
  readonly parent: Path;
  /** Keys that have their own place and are not "other settings". */
  readonly except: readonly string[];
  /** Heading of the first group, where a descriptor's group would say too little. */
  readonly firstTitle?: string;
  /** Stands after the first group. */
  readonly children?: ReactNode;
}

export function FieldForm({ specs, parent, except, firstTitle, children }: FieldFormProps) {
  const snapshot = useDocument((state) => state.snapshot);
  const groups = useMemo(() => fieldGroups(snapshot, specs, parent), [snapshot, specs, parent]);
  const others = useMemo(
    () => otherFields(snapshot, specs, { parent, except }),
    [snapshot, specs, parent, except],
  );
  return (
    <form className={css.form} onSubmit={(event) => event.preventDefault()}>
      {groups.map((group, at) => (
        <GroupSection
          key={group.title}
          group={at === 0 && firstTitle !== undefined ? { ...group, title: firstTitle } : group}
          isPlain={groups.length === 1}
          isOpen={at < 3}
        >
          {at === 0 && children}
        </GroupSection>
      ))}
      {(others.length > 0 || specs.some((spec) => spec.prefix === true)) && (
        <GroupSection
          group={{ title: 'Other settings', fields: others }}
          isPlain={false}
          isOpen={others.length > 0}
        >
          <AddSetting parent={parent} families={specs.filter((spec) => spec.prefix === true)} />
        </GroupSection>
      )}
    </form>
  );
}

interface GroupSectionProps {
  readonly group: FieldGroup;
  readonly isPlain: boolean;
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

function GroupSection({ group, isPlain, isOpen, children }: GroupSectionProps) {
  const fields = group.fields.map((field) => <OptionField key={field.path.join('.')} field={field} />);
  if (isPlain) {
    return (
      <div className={css.group}>
        {fields}
        {children}
      </div>
    );
  }
  const count = group.fields.filter((field) => field.value !== undefined).length;
  return (
    <details className={css.section} open={isOpen && group.title !== 'Advanced'}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" className={css.chevron} />
        {group.title}
        {count > 0 && <span className={css.count}>{count} set</span>}
      </summary>
      <div className={css.group}>
        {fields}
        {children}
      </div>
    </details>
  );
}

/** A key that no field stands for: families such as `debezium.*`, or what a newer release knows. */
function AddSetting({
  parent,
  families,
}: {
  readonly parent: Path;
  readonly families: readonly OptionSpec[];
}) {
  const session = useSession();
  const [key, setKey] = useState('');
  function add(event: FormEvent): void {
    event.preventDefault();
    if (key.trim() === '') return;
    setField(session, [...parent, key.trim()], '');
    setKey('');
  }
  return (
    <div className={css.add}>
      <TextInput
        mono
        aria-label="Key of another setting"
        placeholder={families[0] === undefined ? 'key' : `${families[0].key}…`}
        value={key}
        onChange={(event) => setKey(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') add(event);
        }}
      />
      <Button icon={<Plus size={14} aria-hidden="true" />} onClick={add}>
        Add
      </Button>
    </div>
  );
}
