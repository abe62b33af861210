import { Popover } from 'radix-ui';
import { AnchorStandIn } from '../ui/anchor-stand-in.ts';
import css from './edge-tables-card.module.css';

const SHOWN = 200;

interface EdgeTablesCardProps {
  readonly anchor: Element;
  readonly names: readonly string[];
  readonly onClose: () => void;
}

/** The list behind the number of tables on a line, while it is open. */
export function EdgeTablesCard({ anchor, names, onClose }: EdgeTablesCardProps) {
  return (
    <Popover.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Popover.Trigger asChild>
        <AnchorStandIn element={anchor} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={css.card} sideOffset={6} aria-label="Tables that take this line">
          {names.length === 0 ? (
            <p>No captured table takes this line.</p>
          ) : (
            <ul>
              {names.slice(0, SHOWN).map((name) => (
                <li key={name}>{name}</li>
              ))}
              {names.length > SHOWN && <li>and {names.length - SHOWN} more</li>}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
