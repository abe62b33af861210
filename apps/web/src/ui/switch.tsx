import { Switch as Radix } from 'radix-ui';
import css from './switch.module.css';

interface SwitchProps {
  readonly id?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label?: string;
  readonly disabled?: boolean;
}

export function Switch({ id, checked, onChange, label, disabled }: SwitchProps) {
  return (
    <Radix.Root
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      className={css.root}
      checked={checked}
      disabled={disabled === true}
      onCheckedChange={onChange}
    >
      <Radix.Thumb className={css.thumb} />
    </Radix.Root>
  );
}
