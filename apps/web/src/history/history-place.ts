// What the page shows, kept in the address, so that a view can be bookmarked and sent to somebody.
import { useMemo } from 'react';
import { useSearch, useLocation } from 'wouter';

export interface HistoryPlace {
  readonly pipeline?: string;
  /** A source or sink table, as written in a table id. */
  readonly table?: string;
  readonly side: 'source' | 'sink';
  readonly kind?: string;
  readonly outcome?: string;
  /** The moment whose columns are shown; absent: now. Milliseconds since the epoch. */
  readonly at?: number;
  /** The moment it is compared with. */
  readonly from?: number;
}

export function readPlace(search: string): HistoryPlace {
  const query = new URLSearchParams(search);
  const word = (name: string) => query.get(name) ?? undefined;
  const moment = (name: string) => {
    const value = Number(query.get(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  return clean({
    pipeline: word('pipeline'),
    table: word('table'),
    side: query.get('side') === 'sink' ? ('sink' as const) : ('source' as const),
    kind: word('kind'),
    outcome: word('outcome'),
    at: moment('at'),
    from: moment('from'),
  });
}

export function writePlace(place: HistoryPlace): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(place)) {
    if (value === '' || (name === 'side' && value === 'source')) continue;
    query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '/history' : `/history?${text}`;
}

/** Changes keys of the place; undefined takes one away. */
export type ChangePlace = (change: {
  readonly [K in keyof HistoryPlace]?: HistoryPlace[K] | undefined;
}) => void;

export function useHistoryPlace(): readonly [HistoryPlace, ChangePlace] {
  const search = useSearch();
  const [, go] = useLocation();
  const place = useMemo(() => readPlace(search), [search]);
  return [place, (change) => go(writePlace(clean({ ...place, ...change })), { replace: true })];
}

type Loose = { readonly [K in keyof HistoryPlace]: HistoryPlace[K] | undefined };

function clean(loose: Loose): HistoryPlace {
  const entries = Object.entries(loose).filter(([, value]) => value !== undefined && value !== '');
  return { side: 'source', ...Object.fromEntries(entries) };
}
