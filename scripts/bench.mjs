// The figures: `pnpm bench [--json] [NAME…]`.
import { runBundled } from './lib/run-bundled.mjs';

await runBundled('bench/main.ts');
