// The address says what is on the screen: which panel is open and which node is selected, so that both can be bookmarked.
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { nodeKeys } from '../../document/layout-store.ts';
import { useDocument, useSession } from '../../document/session.tsx';

export const PANELS = ['rows', 'tables', 'problems', 'schema'] as const;

export function useDesignerUrl(): { readonly panel: string; readonly setPanel: (panel: string) => void } {
  const [search, setSearch] = useSearchParams();
  const { document } = useSession();
  const graph = useDocument((state) => state.graph);
  const selected = useDocument((state) => state.selected);

  // Once, when the designer opens: the node that the address names.
  useEffect(() => {
    const wanted = new URLSearchParams(location.search).get('node');
    if (wanted === null) return;
    const state = document.getState();
    document.select([...nodeKeys(state.graph)].find(([, key]) => key === wanted)?.[0]);
  }, [document]);

  const key = selected === undefined ? undefined : nodeKeys(graph).get(selected);
  useEffect(() => {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (key === undefined) next.delete('node');
        else next.set('node', key);
        return next;
      },
      { replace: true },
    );
  }, [key, setSearch]);

  const asked = search.get('panel') ?? 'rows';
  return {
    panel: PANELS.find((panel) => panel === asked) ?? 'rows',
    setPanel: (panel) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          next.set('panel', panel);
          return next;
        },
        { replace: true },
      ),
  };
}
