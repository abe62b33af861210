import { loadFonts } from './fonts.ts';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/**
 * A part of the screen that is fetched when it is first drawn, together with TanStack Query, which it may use, and the fonts: the first
 * picture of the designer does without. Stands under a `Suspense`.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => {
    const [Part, { Queries }] = await Promise.all([load(), import('./queries.tsx')]);
    loadFonts();
    return {
      default: (props: P) => (
        <Queries>
          <Part {...props} />
        </Queries>
      ),
    };
  });
}
