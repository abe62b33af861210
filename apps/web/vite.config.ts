// Builds the designer into dist/, which the server serves. In development `vite` proxies calls to a running server.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const SERVER = process.env['TAILRACE_SERVER'] ?? 'http://127.0.0.1:7070';

const BASE = [
  /node_modules\/(?:react|react-dom|scheduler|wouter|@trpc\/client|@trpc\/server|use-sync-external-store)\//u,
  /src\/(?:lib\/(?:api|format|hotkeys|live-run|page-commands|run-states|table-pattern|when-idle|use-verb)|document\/session)\.tsx?$/u,
  /src\/ui\/(?:badge|button|classes|failure|field|glyph|keys|menu|notice|page|scroll-region|state-chip|tooltip|with-props)\.tsx?$/u,
];

/** How a text becomes a picture: what every part of the designer is made of. */
const MODEL = [
  /node_modules\/yaml\//u,
  /core\/src\/(?:assert|document|graph|yaml)\//u,
  /core\/src\/(?:descriptor\/(?:catalog|option-value|units)|diagnostics\/(?:codes|suggest)|event\/change-event)\.ts$/u,
  /core\/src\/pipeline\/(?:read-pipeline|transform-rule|route-rule|rule|models|pipeline-options)\.ts$/u,
];

const isOneOf = (parts: readonly RegExp[]) => (id: string) => parts.some((part) => part.test(id));

/** React Flow names its components for React's developer tools, and a named function counts as used: its map and its controls, too. */
function withoutDisplayNames(): Plugin {
  return {
    name: 'without-display-names',
    apply: 'build',
    transform: {
      filter: { id: /@xyflow\/react/ },
      handler: (code) => ({ code: code.replaceAll(/^\w+\.displayName = '\w+';$/gmu, ''), map: null }),
    },
  };
}

export default defineConfig({
  plugins: [react(), withoutDisplayNames()],
  resolve: {
    // For Reacts without `useSyncExternalStore`, which ours is not.
    alias: [
      {
        find: 'use-sync-external-store/shim/with-selector.js',
        replacement: 'use-sync-external-store/with-selector',
      },
      { find: 'use-sync-external-store/shim/index.js', replacement: 'use-sync-external-store' },
    ],
  },
  // The page's policy allows scripts and workers of its own origin only: nothing may become a data: or blob: address.
  build: {
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    // The list of what each part imports is long; only the designer, which is waited for, is fetched with all of its own at once.
    modulePreload: {
      resolveDependencies: (file, needed) =>
        file.includes('designer-page') ? needed : needed.filter((name) => name.endsWith('.css')),
    },
    // Components that nobody uses are left out, though they are made by a call (React Flow's map, controls and resizers).
    rolldownOptions: {
      treeshake: { manualPureFunctions: ['memo', 'forwardRef', 'createContext'] },
      // What every page needs is one file: small ones cost their heads, and compress worse.
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', test: isOneOf(BASE) },
            { name: 'model', test: isOneOf(MODEL) },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: { '/trpc': { target: SERVER, headers: { origin: SERVER }, changeOrigin: true } },
  },
});
