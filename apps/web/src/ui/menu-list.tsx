import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, type ReactNode } from 'react';
import { AnchorStandIn } from './anchor-stand-in.ts';
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

export type MenuItems = readonly (MenuItem | 'separator')[];

interface MenuListProps {
  readonly anchor: Element;
  readonly isOpen: boolean;
  /** Opened by a key: the first entry gets the focus, even if the key was pressed before this was there to hear it. */
  readonly isByKeyboard: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly items: MenuItems | (() => MenuItems);
  readonly align: 'start' | 'end';
  readonly label: string | undefined;
}

/** The list of a `Menu`, which floats at its button while it is open. */
export function MenuList({ anchor, isOpen, isByKeyboard, onOpenChange, items, align, label }: MenuListProps) {
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>
        <AnchorStandIn element={anchor} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={4} className={css.menu} aria-label={label}>
          <Items items={items} isByKeyboard={isByKeyboard} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Mounted while the menu is open, and only then. */
function Items({ items, isByKeyboard }: Pick<MenuListProps, 'items' | 'isByKeyboard'>) {
  const before = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!isByKeyboard) return undefined;
    // After Radix has given the focus to the list as a whole.
    const frame = requestAnimationFrame(() => {
      const list = before.current?.parentElement;
      list?.querySelector<HTMLElement>('[role="menuitem"]:not([data-disabled])')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [isByKeyboard]);
  const list = typeof items === 'function' ? items() : items;
  return (
    <>
      <span ref={before} hidden />
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
