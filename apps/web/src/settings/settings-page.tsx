import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { setTheme, themeStore, type ThemeChoice } from '../lib/theme.ts';
import { trpc } from '../lib/trpc.ts';
import { Field } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Select } from '../ui/select.tsx';

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function SettingsPage() {
  const choice = useStore(themeStore, (state) => state.choice);
  const { data } = useQuery(trpc.system.info.queryOptions());
  return (
    <Page title="Settings">
      <div style={{ maxWidth: 320 }}>
        <Field label="Theme">
          {(ids) => (
            <Select
              {...ids}
              options={THEMES}
              value={choice}
              onChange={(value) => setTheme(value === 'light' || value === 'dark' ? value : 'system')}
            />
          )}
        </Field>
        {data !== undefined && <p>Tailrace {data.version}</p>}
      </div>
    </Page>
  );
}
