import { Popover } from 'radix-ui';
import { plural } from '../lib/format.ts';
import css from './edge-tables.module.css';

const SHOWN = 200;

interface EdgeTablesCardProps {
  readonly names: readonly string[];
  readonly isShown: boolean;
}

/** The number of tables on a line, and the list behind it. Comes with the first preview, not with the first picture. */
export function EdgeTablesCard({ names, isShown }: EdgeTablesCardProps) {
  return (
    <Popover.Root>
      <Popover.Trigger className={css.count} data-shown={isShown}>
        {plural(names.length, 'table')}
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
