// Builds the designer into dist/, which the server serves. In development `vite` proxies calls to a running server.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SERVER = process.env['TAILRACE_SERVER'] ?? 'http://127.0.0.1:7070';

export default defineConfig({
  plugins: [react()],
  // The page's policy allows scripts and workers of its own origin only: nothing may become a data: or blob: address.
  build: {
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    // Components that nobody uses are left out, though they are made by a call (React Flow's map, controls and resizers).
    rolldownOptions: { treeshake: { manualPureFunctions: ['memo', 'forwardRef', 'createContext'] } },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: { '/trpc': { target: SERVER, headers: { origin: SERVER }, changeOrigin: true } },
  },
});
