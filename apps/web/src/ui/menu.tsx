import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { classes } from './classes.ts';
import { Keys } from './keys.tsx';
import css from './menu.module.css';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly hint?: string;
  readonly onSelect: () => void;
}

type MenuItems = readonly (MenuItem | 'separator')[];

interface MenuProps {
  readonly trigger: ReactElement;
  /** A function is asked when the menu opens: for lists that are long, or dear to make. */
  readonly items: MenuItems | (() => MenuItems);
  readonly align?: 'start' | 'end';
  readonly label?: string;
}

/** A list of verbs behind a button. */
export function Menu({ trigger, items, align = 'end', label }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={4} className={css.menu} aria-label={label}>
          <Items items={items} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Mounted while the menu is open, and only then. */
function Items({ items }: Pick<MenuProps, 'items'>) {
  const list = typeof items === 'function' ? items() : items;
  return (
    <>
      {list.map((item, at) =>
        item === 'separator' ? (
          // oxlint-disable-next-line react/no-array-index-key -- separators have no other identity
          <DropdownMenu.Separator key={`separator-${at}`} className={css.separator} />
        ) : (
          <DropdownMenu.Item
            key={item.id}
            className={classes(css.item, item.danger === true && css.danger)}
            disabled={item.disabled === true}
            onSelect={item.onSelect}
          >
            <span className={css.icon}>{item.icon}</span>
            <span className={css.words}>
              {item.label}
              {item.hint !== undefined && <span className={css.hint}>{item.hint}</span>}
            </span>
            {item.shortcut !== undefined && <Keys keys={item.shortcut} />}
          </DropdownMenu.Item>
        ),
      )}
    </>
  );
}
