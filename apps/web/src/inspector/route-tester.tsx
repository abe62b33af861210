import { formatTableId, parseTableId } from '@tailrace/core/table';
import { createRouter, type RouteSpec } from '@tailrace/core/routing';
import { useDeferredValue, useMemo, useState } from 'react';
import { useDocument, usePreview } from '../document/session.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import css from './inspector.module.css';

export type RouteAnswer =
  | { readonly ok: true; readonly targets: readonly { readonly route?: number; readonly table: string }[] }
  | { readonly ok: false; readonly reason: string };

/** Where a table goes by the rules of the document: the same function that the engine asks. */
export function whereTo(
  table: string,
  routes: readonly RouteSpec[],
  mode: 'ALL_MATCH' | 'FIRST_MATCH',
): RouteAnswer {
  const id = parseTableId(table.trim());
  if (id === undefined) return { ok: false, reason: 'A table is one to three names joined by dots.' };
  try {
    const targets = createRouter(
      routes,
      mode,
    )(id).map(({ route, table: to }) => ({
      table: formatTableId(to),
      ...(route === undefined ? {} : { route }),
    }));
    return { ok: true, targets };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Type a table, see where it goes and why. */
export function RouteTester() {
  // Asked of all routes at once: it follows what is typed, and does not hold it up.
  const routes = useDeferredValue(useDocument(({ snapshot }) => snapshot.pipeline.routes));
  const mode = useDocument(({ snapshot }) => snapshot.pipeline.options.routeMode);
  const suggestion = usePreview(({ result }) => result?.discovered.find((table) => table.captured)?.table);
  const [typed, setTyped] = useState<string>();
  const table = typed ?? suggestion ?? '';
  const answer = useMemo(
    () => (table === '' ? undefined : whereTo(table, routes, mode)),
    [table, routes, mode],
  );
  return (
    <div className={css.box}>
      <Field label="Where does a table go?" error={answer?.ok === false ? answer.reason : undefined}>
        {(ids) => (
          <TextInput
            {...ids}
            mono
            value={table}
            placeholder="shop.public.orders"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <div className={css.answer} aria-live="polite">
        {answer?.ok === true &&
          answer.targets.map(({ route, table: to }, at) => (
            // The same target may come twice, from two routes.
            // oxlint-disable-next-line react/no-array-index-key
            <p key={at}>
              → <code>{to}</code>{' '}
              <span className={css.sub}>
                {route === undefined ? 'no route takes it: it keeps its name' : `by route ${route + 1}`}
              </span>
            </p>
          ))}
      </div>
    </div>
  );
}
