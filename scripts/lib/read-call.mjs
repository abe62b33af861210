// What a script of this folder was called with. `--help` prints its usage and ends with 0; a wrong call says why, prints it too, and ends with 2.
import { parseArgs } from 'node:util';

/** Ends the process with the reason, the usage and 2. */
export function refuseCall(reason, usage) {
  console.error(`${reason}\n${usage}`);
  process.exit(2);
}

/** `options`: as for `parseArgs`; names without a dash are allowed. */
export function readCall(usage, options = {}) {
  let read;
  try {
    const help = { type: 'boolean', short: 'h', default: false };
    read = parseArgs({ allowPositionals: true, options: { ...options, help } });
  } catch (error) {
    // Its first sentence; what follows is advice about positionals.
    return refuseCall(error.message.split(/\. |\n/)[0], usage);
  }
  if (read.values.help) {
    console.log(usage);
    process.exit(0);
  }
  return read;
}
