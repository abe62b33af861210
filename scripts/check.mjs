// Everything that is fast: types, lint, format, fences, dead code. Each is one line of the report.
import { runChecks } from './lib/checks.mjs';

const results = await runChecks();
process.exit(results.every((result) => result.ok) ? 0 : 1);
