import { Tooltip as Radix } from 'radix-ui';
import { AnchorStandIn } from './anchor-stand-in.ts';
import { Keys } from './keys.tsx';
import css from './tooltip.module.css';

export type TooltipSide = 'top' | 'right' | 'bottom' | 'left';

interface TooltipBubbleProps {
  readonly id: string;
  readonly anchor: Element;
  readonly label: string;
  readonly shortcut: string | undefined;
  readonly side: TooltipSide;
  readonly onClose: () => void;
}

/** The bubble of a `Tooltip`, while it is shown. */
export function TooltipBubble({ id, anchor, label, shortcut, side, onClose }: TooltipBubbleProps) {
  return (
    <Radix.Provider>
      <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
        <Radix.Trigger asChild>
          <AnchorStandIn element={anchor} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content id={id} side={side} sideOffset={6} collisionPadding={8} className={css.content}>
            {label}
            {shortcut !== undefined && <Keys keys={shortcut} />}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
