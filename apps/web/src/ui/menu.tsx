import {
  lazy,
  Suspense,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  type SyntheticEvent,
} from 'react';
import type { MenuItems } from './menu-list.tsx';
import { withProps } from './with-props.ts';

export type { MenuItem } from './menu-list.tsx';

const MenuList = lazy(async () => ({ default: (await import('./menu-list.tsx')).MenuList }));

interface MenuProps {
  readonly trigger: ReactElement;
  /** A function is asked when the menu opens: for lists that are long, or dear to make. */
  readonly items: MenuItems | (() => MenuItems);
  readonly align?: 'start' | 'end';
  readonly label?: string;
}

/** A list of verbs behind a button. */
export function Menu({ trigger, items, align = 'end', label }: MenuProps) {
  // The list is fetched, and listens whether the keyboard or the pointer is at work, when somebody comes near the button.
  const [anchor, setAnchor] = useState<Element>();
  const [isOpen, setOpen] = useState(false);
  const [isByKeyboard, setByKeyboard] = useState(false);
  const comeNear = ({ currentTarget }: SyntheticEvent): void => setAnchor(currentTarget);
  function change(event: SyntheticEvent, open: boolean): void {
    comeNear(event);
    setByKeyboard(event.type !== 'pointerdown');
    setOpen(open);
  }
  return (
    <>
      {withProps(trigger, {
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        'data-state': isOpen ? 'open' : 'closed',
        onPointerEnter: comeNear,
        onFocus: comeNear,
        onPointerDown: (event: PointerEvent) => {
          if (event.button !== 0 || event.ctrlKey) return;
          change(event, !isOpen);
          // Else the button would take the focus back from the list.
          if (!isOpen) event.preventDefault();
        },
        onKeyDown: (event: KeyboardEvent) => {
          if (!['Enter', ' ', 'ArrowDown'].includes(event.key)) return;
          change(event, event.key === 'ArrowDown' || !isOpen);
          event.preventDefault();
        },
        onClick: (event: MouseEvent) => {
          // Not from a pointer: a screen reader's press, or one by a program.
          if (event.detail === 0) change(event, true);
        },
      })}
      {anchor !== undefined && (
        <Suspense fallback={null}>
          <MenuList
            anchor={anchor}
            isOpen={isOpen}
            isByKeyboard={isByKeyboard}
            onOpenChange={setOpen}
            items={items}
            align={align}
            label={label}
          />
        </Suspense>
      )}
    </>
  );
}
