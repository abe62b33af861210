import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { lazyPart } from '../lib/lazy-part.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Toaster } from '../ui/toast.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Shell } from './shell.tsx';

// A page is loaded when it is first opened; the designer does not wait for the others and they do not wait for it.
const PipelinesPage = lazyPart(async () => (await import('../pipelines/pipelines-page.tsx')).PipelinesPage);
const DesignerPage = lazy(async () => ({
  default: (await import('./designer/designer-page.tsx')).DesignerPage,
}));
const RunsPage = lazyPart(async () => (await import('../runs/runs-page.tsx')).RunsPage);
const RunPage = lazyPart(async () => (await import('../runs/run-page.tsx')).RunPage);
// By way of the designer, of which it uses most: else what both use would be cut out of the designer's one file.
const RunPicture = lazyPart(async () => (await import('./designer/designer-page.tsx')).loadRunPicture());
const HistoryPage = lazyPart(async () => (await import('../history/history-page.tsx')).HistoryPage);
const ConnectionsPage = lazyPart(
  async () => (await import('../connections/connections-page.tsx')).ConnectionsPage,
);
const SettingsPage = lazyPart(async () => (await import('../settings/settings-page.tsx')).SettingsPage);

export function App() {
  return (
    <Shell>
      <Suspense
        fallback={
          <div style={{ padding: 24 }}>
            <Skeleton lines={6} height="20px" label="Loading the page" />
          </div>
        }
      >
        <Switch>
          <Route path="/" component={PipelinesPage} />
          <Route path="/pipelines/:id">{({ id }) => <DesignerPage key={id} id={id} />}</Route>
          <Route path="/runs" component={RunsPage} />
          <Route path="/runs/:id">
            {({ id }) => (
              <RunPage
                key={id}
                id={id}
                renderCanvas={(picture) => (
                  // The room is kept, so that nothing jumps when the picture comes.
                  <Suspense fallback={<div style={{ height: 168 }} />}>
                    <RunPicture {...picture} />
                  </Suspense>
                )}
              />
            )}
          </Route>
          <Route path="/history" component={HistoryPage} />
          <Route path="/connections" component={ConnectionsPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
      <Toaster />
    </Shell>
  );
}
