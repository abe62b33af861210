import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { setTheme, themeStore, type ThemeChoice } from '../lib/theme.ts';
import { trpc } from '../lib/trpc.ts';
import { failureOf } from '../lib/use-failure.ts';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Select } from '../ui/select.tsx';
import { DemoSection } from './demo-section.tsx';
import css from './settings.module.css';

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function SettingsPage() {
  const choice = useStore(themeStore, (state) => state.choice);
  const { data, error, refetch } = useQuery(trpc.system.info.queryOptions());
  const failure = failureOf(error);
  return (
    <Page title="Settings">
      <div className={css.page}>
        <section className={css.section} aria-labelledby="look">
          <h2 id="look">Look</h2>
          <div className={css.narrow}>
            <Field label="Theme" hint="Kept in this browser">
              {(ids) => (
                <Select
                  {...ids}
                  options={THEMES}
                  value={choice}
                  onChange={(value) => setTheme(value === 'light' || value === 'dark' ? value : 'system')}
                />
              )}
            </Field>
          </div>
        </section>
        {failure !== undefined && (
          <Failure what="The server's settings cannot be read" {...failure} onRetry={() => void refetch()} />
        )}
        {data !== undefined && (
          <>
            <DemoSection demo={data.demo} />
            <section className={css.section} aria-labelledby="about">
              <h2 id="about">About</h2>
              <dl className={css.facts}>
                <dt>Version</dt>
                <dd>{data.version}</dd>
                <dt>Connectors</dt>
                <dd>{data.connectors.join(', ')}</dd>
                <dt>Licence</dt>
                <dd>Apache-2.0</dd>
              </dl>
            </section>
          </>
        )}
      </div>
    </Page>
  );
}
