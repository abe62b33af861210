import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import css from './tabs.module.css';

export interface Tab {
  readonly id: string;
  readonly label: string;
  /** A count behind the label; its tone says whether it is trouble. */
  readonly count?: number | undefined;
  readonly tone?: 'error' | 'warn' | undefined;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  /** Verbs at the right end of the row of tabs. */
  readonly actions?: ReactNode;
}

export function Tabs({ label, tabs, value, onChange, actions }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={css.root}>
      <div className={css.bar}>
        <Radix.List aria-label={label} className={css.list}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.id} value={tab.id} className={css.tab}>
              {tab.label}
              {tab.count !== undefined && tab.count > 0 && (
                <span className={css.count} data-tone={tab.tone}>
                  {tab.count}
                </span>
              )}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {actions}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className={css.content}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
