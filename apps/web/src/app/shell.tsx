import { Cable, Command, History, Play, Settings, Workflow } from 'lucide-react';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { classes } from '../ui/classes.ts';
import { IconButton } from '../ui/button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { isTyping } from '../lib/hotkeys.ts';
import { lazyPart } from '../lib/lazy-part.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import css from './shell.module.css';
import { closeOverlay, openOverlay, useOverlay } from './overlay.ts';

const CommandPalette = lazyPart(async () => (await import('./command-palette.tsx')).CommandPalette);
const DocumentationDialog = lazy(async () => ({
  default: (await import('./documentation-dialog.tsx')).DocumentationDialog,
}));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }));

const PLACES = [
  { href: '/', label: 'Pipelines', icon: Workflow, also: '/pipelines' },
  { href: '/runs', label: 'Runs', icon: Play, also: '/runs' },
  { href: '/history', label: 'Schema history', icon: History, also: '/history' },
  { href: '/connections', label: 'Connections', icon: Cable, also: '/connections' },
  { href: '/settings', label: 'Settings', icon: Settings, also: '/settings' },
] as const;

/** The frame of every page: the rail at the left, and what Ctrl-K and ? open above it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const overlay = useOverlay();
  const [location] = useLocation();
  useShellKeys();
  // What stood above a page that is left, by the browser's own button perhaps, is not about the next one.
  useEffect(closeOverlay, [location]);
  return (
    <div className={css.shell}>
      <Rail />
      <div className={css.content}>
        <ErrorBoundary place={location}>{children}</ErrorBoundary>
      </div>
      <Suspense fallback={null}>
        {overlay === 'palette' && <CommandPalette />}
        {overlay === 'keys' && <KeysDialog />}
        {overlay === 'documentation' && <DocumentationDialog />}
      </Suspense>
    </div>
  );
}

function Rail() {
  const [location] = useLocation();
  const here = (place: (typeof PLACES)[number]): boolean =>
    place.href === location || location.startsWith(`${place.also}/`);
  return (
    <nav className={css.rail} aria-label="Main">
      <Link href="/" className={css.mark} aria-label="Tailrace, to the pipelines">
        <img src="/favicon.svg" width={24} height={24} alt="" />
      </Link>
      {PLACES.map((place) => (
        <Tooltip key={place.href} label={place.label} side="right">
          <Link
            href={place.href}
            aria-label={place.label}
            aria-current={here(place) ? 'page' : undefined}
            className={classes(css.place, here(place) && css.here)}
          >
            <place.icon size={18} aria-hidden="true" />
          </Link>
        </Tooltip>
      ))}
      <span className={css.space} />
      <IconButton
        label="Find anything"
        shortcut="Mod+K"
        icon={<Command size={16} aria-hidden="true" />}
        onClick={() => openOverlay('palette')}
      />
    </nav>
  );
}

function useShellKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openOverlay('palette');
      } else if (event.key === '?' && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
        event.preventDefault();
        openOverlay('keys');
      }
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
