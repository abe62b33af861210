import { LoaderCircle } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import css from './button.module.css';
import { classes } from './classes.ts';
import { Tooltip } from './tooltip.tsx';

export type ButtonVariant = 'default' | 'primary' | 'quiet' | 'danger';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: ButtonVariant | undefined;
  readonly icon?: ReactNode;
  /** Shows a spinner on the button and ignores presses; the words stay, so that nothing jumps. */
  readonly busy?: boolean | undefined;
  /** Its words begin where the words above it do, not its edge. For quiet ones, whose edge is not seen. */
  readonly flush?: boolean | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A verb. */
export function Button(props: ButtonProps) {
  const { variant = 'default', icon, busy, flush, children, className, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy === true ? true : undefined}
      disabled={rest.disabled === true || busy === true}
      className={classes(css.button, css[variant], flush === true && css.flush, className)}
    >
      {busy === true ? <LoaderCircle size={14} className={css.spin} aria-hidden="true" /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** What it does, for the tooltip and for those who do not see the icon. */
  readonly label: string;
  readonly shortcut?: string | undefined;
}

export function IconButton({ label, shortcut, variant = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut}>
      <Button aria-label={label} variant={variant} {...rest} className={classes(css.square, className)} />
    </Tooltip>
  );
}
