// The entry of the command line: everything but process and exit status is in dispatch.ts.
import './named-runtime.ts';
import { COMMANDS } from './commands.ts';
import { dispatch } from './dispatch.ts';
import { nodeIo } from './node-io.ts';

process.exitCode = await dispatch(process.argv.slice(2), nodeIo(), COMMANDS);
