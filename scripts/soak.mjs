// The soak: `pnpm soak [--minutes 60] [--change-seconds 60]`.
import { runBundled } from './lib/run-bundled.mjs';

await runBundled('bench/soak/main.ts');
