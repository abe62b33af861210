// The soak: an hour of mixed load with a schema change a minute.
import { readCall, refuseCall } from './lib/read-call.mjs';
import { runBundled } from './lib/run-bundled.mjs';

const USAGE = `pnpm soak [--minutes 60] [--change-seconds 60]: two runs under mixed load, for so long, with a schema change every so many seconds.`;

const { values, positionals } = readCall(USAGE, {
  minutes: { type: 'string', default: '60' },
  'change-seconds': { type: 'string', default: '60' },
});
if (positionals.length > 0) refuseCall(`It takes no ${positionals[0]}.`, USAGE);
for (const [name, text] of Object.entries(values)) {
  if (name !== 'help' && !(Number(text) > 0))
    refuseCall(`--${name} takes a number above 0, not ${text}.`, USAGE);
}
await runBundled('bench/soak/main.ts');
