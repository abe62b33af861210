// The address says what is on the screen: which panel is open and which node is selected, so that both can be bookmarked.
import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { nodeKeys } from '../../document/layout-store.ts';
import { useSession } from '../../document/session.tsx';
import { showPart } from '../../document/show-part.ts';

const ADDRESS_PAUSE_MS = 250;

export const PANELS = ['rows', 'tables', 'problems', 'schema', 'what-if'] as const;

export function useDesignerUrl(): { readonly panel: string; readonly setPanel: (panel: string) => void } {
  const [search, setSearch] = useSearchParams();
  const { document } = useSession();

  // Once, when the designer opens: the node that the address names.
  useEffect(() => {
    const wanted = new URLSearchParams(location.search).get('node');
    if (wanted === null) return;
    const state = document.getState();
    document.select([...nodeKeys(state.graph)].find(([, key]) => key === wanted)?.[0]);
  }, [document]);

  // Names follow the text, so the address waits for a pause: nobody reads it while they type.
  useEffect(() => {
    function tell(): void {
      const { graph, selected } = document.getState();
      const key = selected === undefined ? undefined : nodeKeys(graph).get(selected);
      if (key === (new URLSearchParams(location.search).get('node') ?? undefined)) return;
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (key === undefined) next.delete('node');
          else next.set('node', key);
          return next;
        },
        { replace: true },
      );
    }
    let timer = setTimeout(tell, ADDRESS_PAUSE_MS);
    const stop = document.subscribe((now, before) => {
      if (now.selected === before.selected && now.graph === before.graph) return;
      clearTimeout(timer);
      timer = setTimeout(tell, ADDRESS_PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [document, setSearch]);

  const asked = search.get('panel') ?? 'rows';
  return {
    panel: PANELS.find((panel) => panel === asked) ?? 'rows',
    setPanel: (panel) => {
      showPart('data');
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          next.set('panel', panel);
          return next;
        },
        { replace: true },
      );
    },
  };
}
